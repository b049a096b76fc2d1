using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection.Jobs;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What <c>driftlock-api check</c> says of a database that somebody, or a bug, has damaged.</summary>
public sealed class InvariantTests : IAsyncLifetime
{
    private const string Replayed = "detection: a replay of the logs gives the scores and the models that are stored, in a sample";
    private const string Found = "detection: every anomaly is the event that its log has, and every flagged event has its anomaly";
    private const string Placed = "detection: an anomaly has one place in the feed, and none is beyond the count";
    private const string Booked = "detection: what the logs have as scored is booked, in a sample";
    private const string Fenced = "billing: what was committed is booked as used, and what was given up is given back";

    private Node? started;
    private OrganizationId organization;

    private Node Service => started!;

    public async Task InitializeAsync()
    {
        started = new Node(await MigratedDatabase.CreateAsync());
        organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        await Service.Detect(organization, "app", [.. UsualLog.Lines(60, from: 400), UsualLog.OddLine]);
        await Service.Send(new MoveAnchor(organization, "app", Drop: false, "test"));
        await Service.Send(new SetProfile(organization, "app", "sensitive", null, "test"));
        await Service.Detect(organization, "app", UsualLog.Lines(40, from: 500));
        await Service.Relay();
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_sound_database_has_no_breach()
    {
        await Service.Detect(organization, "young", UsualLog.Lines(20));
        await Service.Send(new IngestEvents(organization, "app", [Node.Event("only taught")]));
        await Service.Send(new MoveAnchor(organization, "app", Drop: true, "test"));
        await Service.Detect(organization, "app", UsualLog.Lines(410, from: 700));

        (await Breaches()).Should().BeEmpty("what is booked is on its way");
        await Service.Relay();
        (await Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_stream_that_is_anchored_again_and_again_has_few_snapshots_and_can_be_rebuilt()
    {
        for (var from = 700; from < 710; from++)
        {
            await Service.Detect(organization, "app", UsualLog.Lines(1, from));
            await Service.Send(new MoveAnchor(organization, "app", Drop: false, "test"));
        }

        (await Service.Count("select count(*) from detection.snapshots")).Should().Be(StreamSnapshots.Kept);
        (await Breaches()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("update detection.log set bits[3] = bits[3] + 1e-9 where sequence = 400", Replayed, "entry 400 gives other scores")]
    [InlineData("update detection.log set p_values[1] = 0.5 where sequence = 463", Replayed, "entry 463 gives other scores")]
    [InlineData("update detection.log set texts = set_byte(texts, 0, 35) where sequence = 400", Replayed, "entry 400 gives other scores")]
    [InlineData("update detection.heads set model_digest = 'forged'", Replayed, "its head names a model of which there is no snapshot")]
    [InlineData("update detection.snapshots set model = model || '\\x00' where sequence = 462", Replayed,
        "the snapshot at 462 is not the one that was taken")]
    [InlineData("update detection.log set kind = 1 where sequence = 461", Replayed, "the log gives another model at 462")]
    [InlineData("update detection.anomalies set sequence = sequence - 1 where sequence = 460", Found, "another in the log")]
    [InlineData("update detection.anomalies set sequence = sequence + 100000 where sequence = 460", Found, "not in the log")]
    [InlineData("update detection.anomalies set bits = bits + 1e-9 where sequence = 460", Found, "another in the log")]
    [InlineData("update detection.anomalies set text = 'other' where sequence = 460", Found, "another in the log")]
    [InlineData("delete from detection.anomalies where sequence = 460", Found, "entry 400: ")]
    [InlineData("""
        insert into detection.feed_places
        select organization, -place, anomaly, stream, at, retention_days from detection.feed_places
        """, Placed, "has 2 places")]
    [InlineData("update detection.feeds set place = 0", Placed, "is given and the count is at 0")]
    [InlineData("delete from billing.ledger where units = 40", Booked, "101 events as scored, 0 wait to be booked, and the ledger has 61")]
    [InlineData("update billing.ledger set units = units + 1 where units = 40", Booked, "and the ledger has 102")]
    [InlineData("update shared.work_fences set outcome = 'given_up'", Fenced, "booked as included, scored, and the fence says given_up")]
    [InlineData("delete from shared.work_fences", Fenced, "booked as included, scored, and the fence says nothing")]
    public async Task A_breach_is_named(string damage, string invariant, string what)
    {
        await Service.Administer(damage);

        (await Breaches()).Should().Contain(one => one.StartsWith(invariant + ": ") && one.Contains(what));
    }

    [Fact]
    public async Task What_retention_took_is_no_breach()
    {
        await Service.DisposeAsync();
        var database = await MigratedDatabase.CreateAsync();
        started = new Node(database);
        var brief = await Service.NewOrganization("pulse");
        await Service.Detect(brief, "old", [.. UsualLog.Lines(500), UsualLog.OddLine]);
        await Service.Relay();

        Service.Sleep(TimeSpan.FromDays(9));
        await Service.Part<RetentionJob>().RunAsync(CancellationToken.None);
        await Service.Detect(brief, "old", UsualLog.OddLine);

        (await Breaches()).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<string>> Breaches()
    {
        await using var scope = Service.Part<IServiceScopeFactory>().CreateAsyncScope();
        var breaches = new List<string>();
        foreach (var invariant in scope.ServiceProvider.GetServices<IInvariant>())
        {
            var found = await invariant.BreachesAsync(CancellationToken.None);
            breaches.AddRange(found.Select(one => $"{invariant.Name}: {one}"));
        }

        return breaches;
    }
}
