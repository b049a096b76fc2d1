using System.Text;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;

namespace Driftlock.Integration.Tests.Console;

/// <summary>
/// A server with the stream <c>app</c>: its baseline four weeks ago, and since then five parts of different lengths, 8 days,
/// 3 days, 19 hours, 7 hours and one hour ago.
/// </summary>
public sealed class WeeksFixture : KeyedApiFixture
{
    private Task<OrganizationId>? filled;

    /// <summary>Somebody who may look at it.</summary>
    internal async Task<Visitor> Viewer() => await Visitor.SignedIn(this, Role.Viewer, await (filled ??= Fill()));

    private async Task<OrganizationId> Fill()
    {
        var organization = await NewOrganization();
        await Send(new OpenAccount(organization, "orbit", "operator"));
        await this.Teach(organization, "app", 450);
        foreach (var (days, from) in new[] { (20.0, 1000), (5.0, 2000), (2.0, 3000), (0.5, 4000), (0.25, 5000) })
        {
            Clock.Advance(TimeSpan.FromDays(days));
            var lines = UsualLog.Lines(60 + (from / 100), from).Append($"{UsualLog.OddLine} {from}");
            await this.Detect(organization, "app", [.. lines.Select(Encoding.UTF8.GetBytes)]);
        }

        Clock.Advance(TimeSpan.FromMinutes(50));
        return organization;
    }
}
