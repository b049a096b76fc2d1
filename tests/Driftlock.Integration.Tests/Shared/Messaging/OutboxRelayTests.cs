using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.Messaging;

/// <summary>Every reaction once for every message, whatever fails and whoever races.</summary>
public sealed class OutboxRelayTests : IAsyncLifetime
{
    private const string Doubles = """
        select count(*) from (
            select from probe.deeds group by message, reaction having count(*) > 1) as doubled
        """;

    private const string Deeds = "select count(*) from probe.deeds";
    private const string Left = "select count(*) from probe.outbox";

    private Probe probe = null!;

    public async Task InitializeAsync() => probe = await Probe.CreateAsync();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task Two_nodes_that_race_over_a_thousand_messages_run_every_reaction_once()
    {
        await probe.WriteAsync([.. Enumerable.Range(0, 1000).Select(_ => Probe.Happened())]);

        await Task.WhenAll(
            Task.Run(() => Probe.DrainAsync(probe.NewNode())), Task.Run(() => Probe.DrainAsync(probe.NewNode())));
        await probe.DrainAsync();

        (await probe.ScalarAsync<long>(Deeds)).Should().Be(2000);
        (await probe.ScalarAsync<long>(Doubles)).Should().Be(0);
        (await probe.ScalarAsync<long>(Left)).Should().Be(0);
    }

    [Theory]
    [InlineData("outbox.taken")]
    [InlineData("inbox.entered")]
    [InlineData("inbox.reacted")]
    [InlineData("inbox.committed")]
    [InlineData("outbox.delivered")]
    [InlineData("outbox.settled")]
    public async Task An_end_between_two_steps_loses_nothing_and_doubles_nothing(string place)
    {
        await probe.WriteAsync([.. Enumerable.Range(0, 20).Select(_ => Probe.Happened())]);
        var reached = 0;
        Fault.OnReach(point =>
        {
            if (point == place && Interlocked.Increment(ref reached) == 1) throw new IOException("The process ends.");
        });

        // Thrown in a reaction, it is a failure of that one; thrown elsewhere, it ends the relay.
        if (place.StartsWith("outbox", StringComparison.Ordinal))
        {
            await FluentActions.Awaiting(probe.DrainAsync).Should().ThrowAsync<IOException>();
        }

        await probe.DrainAsync();

        reached.Should().BePositive();
        (await probe.ScalarAsync<long>(Deeds)).Should().Be(40);
        (await probe.ScalarAsync<long>(Doubles)).Should().Be(0);
        (await probe.ScalarAsync<long>(Left)).Should().Be(0);
    }

    [Fact]
    public async Task A_message_that_always_fails_is_parked_and_stops_no_other()
    {
        var poison = Probe.Happened();
        probe.Troubles.FailuresLeft[poison.Stream] = int.MaxValue;
        var parked = await probe.WriteAsync(poison);
        await probe.WriteAsync([.. Enumerable.Range(0, 100).Select(_ => Probe.Happened())]);

        await probe.DrainAsync();

        (await probe.ScalarAsync<long>(Deeds)).Should().Be(201, "the other reaction to the message ran");
        (await probe.ScalarAsync<Guid>("select id from probe.outbox where parked_at is not null"))
            .Should().Be(parked[0]);
        (await probe.ScalarAsync<int>("select attempts from probe.outbox")).Should().Be(Retries.MostAttempts);
        (await probe.ScalarAsync<string>("select last_failure from probe.outbox"))
            .Should().Be("InvalidOperationException: Not today.");
        (await BreachesAsync()).Should().Equal(
            "probe.outbox: 1 of detection.anomalies_found, the oldest of 2026-11-20T12:00:00Z");
    }

    [Fact]
    public async Task An_inbox_that_lost_its_key_is_found()
    {
        (await BreachesAsync()).Should().BeEmpty();

        await using var command = probe.Database.Owner.CreateCommand(
            "alter table probe.inbox drop constraint inbox_pkey");
        await command.ExecuteNonQueryAsync();

        (await BreachesAsync()).Should().ContainSingle().Which.Should().StartWith("probe.inbox does not refuse");
    }

    [Fact]
    public async Task A_parked_message_that_is_put_back_runs_what_has_not_run()
    {
        var poison = Probe.Happened();
        probe.Troubles.FailuresLeft[poison.Stream] = Retries.MostAttempts + 1;
        await probe.WriteAsync(poison);
        await probe.DrainAsync();

        await probe.ScalarAsync<Guid>("update probe.outbox set parked_at = null, attempts = 0 returning id");
        await probe.DrainAsync();

        (await probe.ScalarAsync<long>(Deeds)).Should().Be(2);
        (await probe.ScalarAsync<long>(Left)).Should().Be(0);
    }

    [Fact]
    public async Task Events_of_one_aggregate_keep_their_order_also_when_one_fails_for_a_while()
    {
        var organization = OrganizationId.New(probe.Clock);
        var streams = Enumerable.Range(0, 30).Select(_ => StreamId.New(TimeProvider.System)).ToList();
        probe.Troubles.FailuresLeft[streams[3]] = 4;
        await SaveAsync(organization, [.. streams.Take(20)]);
        await SaveAsync(organization, [.. streams.Skip(20)]);

        await probe.DrainAsync();

        (await probe.ScalarAsync<Guid[]>(
            "select array_agg(stream order by id) from probe.deeds where reaction = 'second'"))
            .Should().Equal(streams.Select(stream => stream.Value));
    }

    [Fact]
    public async Task What_an_aggregate_raised_waits_for_a_parked_message_of_it()
    {
        var organization = OrganizationId.New(probe.Clock);
        var streams = Enumerable.Range(0, 3).Select(_ => StreamId.New(TimeProvider.System)).ToList();
        probe.Troubles.FailuresLeft[streams[1]] = int.MaxValue;
        await SaveAsync(organization, streams);
        await probe.WriteAsync(Probe.Happened());

        await probe.DrainAsync();

        (await probe.ScalarAsync<long>("select count(*) from probe.deeds where reaction = 'second'")).Should().Be(2);
        (await probe.ScalarAsync<long>(Left)).Should().Be(2);
    }

    [Fact]
    public async Task A_message_of_a_type_that_this_build_does_not_know_waits_for_one_that_does()
    {
        var message = await probe.WriteAsync(Probe.Happened());
        await probe.ScalarAsync<Guid>("update probe.outbox set name = 'probe.of_tomorrow' returning id");
        await Probe.DrainAsync(probe.NewNode());

        await probe.ScalarAsync<Guid>("update probe.outbox set name = 'detection.anomalies_found' returning id");
        await probe.DrainAsync();

        (await probe.ScalarAsync<Guid>("select distinct message from probe.deeds")).Should().Be(message[0]);
    }

    [Fact]
    public async Task A_relay_that_is_told_to_stop_leaves_what_it_has_not_begun()
    {
        await probe.WriteAsync([.. Enumerable.Range(0, 50).Select(_ => Probe.Happened())]);
        using var stopping = new CancellationTokenSource();
        Fault.OnReach(point =>
        {
            if (point == "inbox.entered") stopping.Cancel();
        });

        await probe.NewNode().GetRequiredService<OutboxRelay>().RelayBatchAsync(Probe.Schema, stopping.Token);
        Fault.OnReach(null);

        var left = await probe.ScalarAsync<long>(Left);
        left.Should().BeInRange(50 - OutboxRelay.MostAtOnce, 49);
        (await probe.ScalarAsync<long>(Deeds)).Should().Be(2 * (50 - left));
    }

    [Fact]
    public async Task A_started_relay_delivers_what_nobody_told_of_and_stops()
    {
        var relay = probe.NewNode().GetRequiredService<OutboxRelay>();
        var settled = new TaskCompletionSource();
        Fault.OnReach(point =>
        {
            if (point == "outbox.settled") settled.TrySetResult();
        });

        await relay.StartAsync(CancellationToken.None);
        await probe.WriteAsync(Probe.Happened());
        // The relay may have looked before that was written: by this clock it is time to look again.
        probe.Clock.Advance(OutboxRelay.PollEvery);
        await settled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await relay.StopAsync(CancellationToken.None);

        (await probe.ScalarAsync<long>(Deeds)).Should().Be(2);
    }

    [Fact]
    public async Task An_outbox_with_much_to_do_keeps_no_other_waiting()
    {
        AnomaliesFound[] much = [.. Enumerable.Range(0, 10 * Outbox.MostInBatch).Select(_ => Probe.Happened())];
        await probe.WriteToAsync("detection", much);
        await probe.WriteAsync(Probe.Happened());
        var relay = probe.NewNode().GetRequiredService<OutboxRelay>();
        var (batches, both) = (0, new TaskCompletionSource());
        Fault.OnReach(point =>
        {
            if (point == "outbox.settled" && ++batches == 2) both.SetResult();
        });

        await relay.StartAsync(CancellationToken.None);
        await both.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await relay.StopAsync(CancellationToken.None);

        (await probe.ScalarAsync<long>(Left)).Should().Be(0);
        (await probe.ScalarAsync<long>("select count(*) from detection.outbox")).Should().BePositive();
    }

    private async Task<List<string>> BreachesAsync()
    {
        await using var scope = probe.NewNode().CreateAsyncScope();
        var breaches = new List<string>();
        foreach (var invariant in scope.ServiceProvider.GetServices<IInvariant>())
        {
            breaches.AddRange(await invariant.BreachesAsync(CancellationToken.None));
        }

        return breaches;
    }

    private async Task SaveAsync(OrganizationId organization, IReadOnlyList<StreamId> streams)
    {
        await using var scope = probe.NewNode().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<DatabaseAccess>().Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<ProbeDbContext>();
        // One aggregate as far as the order of its events goes: the row is new each time, its id is not.
        var thing = new Thing { Id = StreamId.From(organization.Value), Organization = organization };
        foreach (var stream in streams) thing.Find(stream);
        if (await probe.ScalarAsync<long>("select count(*) from probe.things") == 0) db.Things.Add(thing);
        else db.Things.Attach(thing);
        await db.SaveChangesAsync();
    }
}
