using System.Text.RegularExpressions;
using Driftlock.Application.Detection;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;

namespace Driftlock.Integration.Tests.Console;

/// <summary>Where nothing is unusual, a stream's page leads to the largest event anyway.</summary>
public sealed partial class LargestEventTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Theory]
    [InlineData(500)]
    [InlineData(21_000)]
    public async Task It_is_the_judged_event_that_cost_most_and_its_page_says_so(int lines)
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Send(new CreateStream(visitor.Organization, "app", "test"));
        await api.Send(new SetProfile(visitor.Organization, "app", SetProfile.Custom, 0.0001, "test"));
        for (var next = 0; next < lines; next += 500) await api.Teach(visitor.Organization, "app", 500);
        var scores = (await api.Send(new GetScores(visitor.Organization, "app") { Points = 1 })).Value!;
        scores.Points.Sum(point => point.Flagged).Should().Be(0);

        var page = await visitor.Get("/streams/app");

        var (address, bits) = (Link().Match(page).Groups["address"].Value, scores.Points.Max(point => point.MostBits));
        var sequence = long.Parse(address.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        (await api.Send(new GetEvent(visitor.Organization, "app", sequence))).Value!.Bits.Should().Be(bits);
        (await visitor.Get(address)).Should().Contain("<h1>Usual event</h1>");
    }

    [GeneratedRegex("id=\"largest\" href=\"(?<address>[^\"]+)\"")]
    private static partial Regex Link();
}
