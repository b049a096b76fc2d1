using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Driftlock.Testing.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Driftlock.Integration.Tests.Shared;

public sealed class OrganizationClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrganizationId Own = OrganizationId.New(TimeProvider.System);

    [Fact]
    public async Task An_organization_that_is_moved_ahead_is_ahead_by_all_its_moves_and_no_other_is()
    {
        await using var services = await Services(adjustable: true);
        var clock = services.GetRequiredService<IOrganizationClock>();

        await clock.AdvanceAsync(Own, TimeSpan.FromDays(30), CancellationToken.None);
        await clock.AdvanceAsync(Own, TimeSpan.FromHours(1), CancellationToken.None);

        (await clock.NowAsync(Own, CancellationToken.None)).Should().Be(Noon.AddDays(30).AddHours(1));
        (await clock.NowAsync(OrganizationId.New(TimeProvider.System), CancellationToken.None)).Should().Be(Noon);
    }

    [Fact]
    public async Task Where_clocks_are_not_adjustable_an_organization_lives_in_the_real_time()
    {
        await using var services = await Services(adjustable: false);
        var clock = services.GetRequiredService<IOrganizationClock>();

        var advancing = () => clock.AdvanceAsync(Own, TimeSpan.FromDays(30), CancellationToken.None);

        await advancing.Should().ThrowAsync<InvalidOperationException>();
        (await clock.NowAsync(Own, CancellationToken.None)).Should().Be(Noon);
    }

    private static async Task<ServiceProvider> Services(bool adjustable)
    {
        var database = await MigratedDatabase.CreateAsync();
        return MigratedDatabase.Services(database.ConnectionString, services => services
            .AddSingleton<TimeProvider>(new ManualTime(Noon))
            .AddSingleton(Options.Create(new ClockOptions { Adjustable = adjustable })));
    }
}
