using Driftlock.Application.Shared;
using Driftlock.Domain.Detection.Events;
using Driftlock.Infrastructure.Shared.Auditing;
using Driftlock.Infrastructure.Shared.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.Messaging;

/// <summary>What an operator does with messages that were given up.</summary>
public sealed class ParkedMessagesTests : IAsyncLifetime
{
    private const string Left = "select count(*) from probe.outbox";
    private const string Audited = """
        select coalesce(string_agg(concat_ws(' ', actor, action, subject, details ->> 'reason'), ','), '')
        from shared.audit
        """;

    private Probe probe = null!;

    public async Task InitializeAsync() => probe = await Probe.CreateAsync();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task It_is_listed_with_what_it_failed_on()
    {
        var (poison, id) = await Park(failures: int.MaxValue);

        var listed = await Parked.ListAsync(CancellationToken.None);

        var message = listed.Should().ContainSingle().Which;
        (message.Id, message.Name, message.Organization)
            .Should().Be((id, "detection.anomalies_found", poison.Organization));
        (message.Attempts, message.LastFailure)
            .Should().Be((Retries.MostAttempts, "InvalidOperationException: Not today."));
    }

    [Fact]
    public async Task C_105_Requeued_it_is_delivered_under_its_id_and_that_is_audited()
    {
        var (_, id) = await Park(failures: Retries.MostAttempts + 1);

        var requeued = await Parked.RequeueAsync(id, "mended", CancellationToken.None);
        await probe.DrainAsync();

        requeued.IsSuccess.Should().BeTrue();
        (await probe.ScalarAsync<long>(Left)).Should().Be(0);
        (await probe.ScalarAsync<long>($"select count(*) from probe.deeds where message = '{id}'")).Should().Be(2);
        (await probe.ScalarAsync<string>(Audited)).Should().Be($"operator shared.message_requeued message:{id} mended");
        (await Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task Discarded_it_is_gone_and_that_is_audited()
    {
        var (_, id) = await Park(failures: int.MaxValue);

        var discarded = await Parked.DiscardAsync(id, "done by hand", CancellationToken.None);

        discarded.IsSuccess.Should().BeTrue();
        (await probe.ScalarAsync<long>(Left)).Should().Be(0);
        (await probe.ScalarAsync<string>(Audited))
            .Should().Be($"operator shared.message_discarded message:{id} done by hand");
        (await Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_message_that_is_not_parked_is_left_alone()
    {
        var waiting = (await probe.WriteAsync(Probe.Happened()))[0];

        foreach (var id in new[] { waiting, Billing.BillingDesk.NewId() })
        {
            (await Parked.RequeueAsync(id, "why not", CancellationToken.None)).Error.Should().Be(MessageErrors.NotParked);
            (await Parked.DiscardAsync(id, "why not", CancellationToken.None)).Error.Should().Be(MessageErrors.NotParked);
        }

        (await probe.ScalarAsync<long>(Left)).Should().Be(1);
        (await probe.ScalarAsync<string>(Audited)).Should().BeEmpty();
    }

    private IParkedMessages Parked => probe.NewNode().GetRequiredService<IParkedMessages>();

    private async Task<(AnomaliesFound Poison, Guid Id)> Park(int failures)
    {
        var poison = Probe.Happened();
        probe.Troubles.FailuresLeft[poison.Stream] = failures;
        var id = (await probe.WriteAsync(poison))[0];
        await probe.DrainAsync();
        return (poison, id);
    }

    private Task<IReadOnlyList<string>> Breaches() =>
        new AuditVerification(probe.Database).BreachesAsync(CancellationToken.None);
}
