using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Detection.Jobs;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Snapshots and retention: what goes is what may go, and a model never notices.</summary>
public sealed class KeepingTests
{
    private const string Partitions =
        "select count(*) from pg_class where relkind = 'r' and relname ~ '^log_[0-9]+_'";

    [Fact]
    public async Task A_snapshot_is_taken_of_a_stream_that_has_grown_and_a_rebuild_starts_there()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var organization = await node.NewOrganization();
        for (var batch = 0; batch < 7; batch++)
        {
            await node.Detect(organization, "grown", UsualLog.Lines(1000, from: 1000 * batch));
        }

        var taken = await node.Part<SnapshotJob>().RunAsync(CancellationToken.None);
        var again = await node.Part<SnapshotJob>().RunAsync(CancellationToken.None);

        (taken, again).Should().Be((1, 0));
        (await node.Count("select count(*) from detection.snapshots where sequence = 7000")).Should().Be(1);
        await using var restarted = new Node(database);
        var line = UsualLog.Lines(1, from: 9000);
        var there = await restarted.Detect(organization, "grown", line);
        there.Head.Sequence.Should().Be(7001);
    }

    [Fact]
    public async Task Texts_are_packed_the_quick_way_also_in_partitions_that_are_made_later()
    {
        const string Packed = "select count(*) from detection.log where pg_column_compression(texts) = 'lz4'";
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var organization = await node.NewOrganization();
        await using var later = new Node(database, TimeSpan.FromDays(300));

        await node.Detect(organization, "packed", UsualLog.Lines(1000));
        await later.Part<RetentionJob>().RunAsync(CancellationToken.None);
        await later.Detect(organization, "packed", UsualLog.Lines(1000, from: 1000));

        (await node.Count(Packed)).Should().Be(2);
    }

    [Fact]
    public async Task Wide_columns_are_settled_also_in_partitions_that_are_made_later()
    {
        const string Unsettled = """
            select count(*) from pg_class part
            where part.relkind = 'r' and part.relname ~ '^(log|anomalies)_[0-9]+_' and (
                part.relname like 'log%' and 'toast_tuple_target=4080' <> all (coalesce(part.reloptions, '{}'))
                or exists (
                    select from pg_attribute wide where wide.attrelid = part.oid
                        and wide.attname in ('texts', 'bits', 'text', 'words') and wide.attstattarget is distinct from 0
                        and (part.relname like 'log%' or wide.attname <> 'bits'))
                or exists (
                    select from pg_attribute narrow where narrow.attrelid = part.oid
                        and narrow.attname in ('organization', 'stream') and narrow.attstattarget is distinct from 10))
            """;
        await using var later = new Node(await MigratedDatabase.CreateAsync(), TimeSpan.FromDays(300));
        var before = await later.Count(Partitions);

        await later.Part<RetentionJob>().RunAsync(CancellationToken.None);

        (await later.Count(Partitions)).Should().BeGreaterThan(before);
        (await later.Count(Unsettled)).Should().Be(0);
    }

    [Fact]
    public async Task Old_partitions_go_and_the_stream_goes_on()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var organization = await node.NewOrganization("pulse");
        await node.Detect(organization, "old", UsualLog.Lines(1000));
        await node.Detect(organization, "old", UsualLog.OddLine);
        var longer = await node.NewOrganization("orbit");
        await node.Detect(longer, "kept", UsualLog.Lines(1000));
        await node.Detect(longer, "kept", UsualLog.OddLine);
        await node.Relay();

        await using var later = new Node(database, TimeSpan.FromDays(9));
        var dropped = await later.Part<RetentionJob>().RunAsync(CancellationToken.None);

        dropped.Should().Contain(name => name.StartsWith("detection.log_7_", StringComparison.Ordinal));
        dropped.Should().Contain(name => name.StartsWith("detection.anomalies_7_", StringComparison.Ordinal));
        dropped.Should().NotContain(name => name.Contains("_365_", StringComparison.Ordinal));
        (await node.Log(organization)).Should().BeEmpty();
        (await Places(organization), await Places(longer)).Should().Be((0, 1));
        var after = await later.Detect(organization, "old", UsualLog.OddLine);
        (after.Scored, after.Head.EventsNeeded, after.Head.Sequence).Should().Be((1, 0, 1002));

        Task<long> Places(OrganizationId whose) =>
            node.Count($"select count(*) from detection.feed_places where organization = '{whose.Value}'");
    }

    [Fact]
    public async Task What_is_forgotten_goes_as_a_whole_by_statements_that_are_bounded()
    {
        await using var node = new Node(await MigratedDatabase.CreateAsync());
        await node.Detect(await node.NewOrganization(), "known", UsualLog.Lines(1));
        await node.Administer($"""
            insert into detection.client_ids (organization, stream, id, content, at)
            select organization, stream, number, '', now() - least(number, 1) * interval '9 days'
            from detection.heads, generate_series(0, {(2 * RetentionJob.MostAtOnce) + 1}) number;
            create function detection.bound() returns trigger language plpgsql as $$
            begin
                assert (select count(*) from gone) <= {RetentionJob.MostAtOnce};
                return null;
            end $$;
            create trigger bound after delete on detection.client_ids referencing old table as gone
                for each statement execute function detection.bound()
            """);

        await node.Part<RetentionJob>().RunAsync(CancellationToken.None);

        (await node.Count("select count(*) from detection.client_ids")).Should().Be(1);
    }

    [Fact]
    public async Task Nothing_but_a_piece_can_be_dropped()
    {
        await using var node = new Node(await MigratedDatabase.CreateAsync());

        foreach (var table in new[] { "detection.log", "detection.log_7", "detection.streams", "nothing" })
        {
            var drop = async () => await node.Count($"call detection.drop_partition('{table}')");
            await drop.Should().ThrowAsync<Npgsql.PostgresException>().WithMessage("*no piece of a log*");
        }
    }

    [Theory]
    [InlineData("select 1", 0)]
    [InlineData("delete from detection.log where sequence = 400", 1)]
    [InlineData("delete from detection.log where sequence = 500", 1)]
    [InlineData("delete from detection.log where sequence = 0", 0)]
    [InlineData("delete from detection.log where sequence = 0; delete from detection.snapshots", 1)]
    public async Task A_log_with_a_gap_is_found(string damage, int breaches)
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var organization = await node.NewOrganization();
        for (var from = 0; from < 600; from += from == 0 ? 400 : 100)
        {
            await node.Detect(organization, "damaged", UsualLog.Lines(from == 0 ? 400 : 100, from));
        }

        await node.Damage(organization, damage);

        (await Breaches(node)).Should().HaveCount(breaches);
    }

    [Fact]
    public async Task A_node_that_slept_through_the_retention_goes_on_from_the_snapshot()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var sleeper = new Node(database);
        await using var other = new Node(database);
        var organization = await sleeper.NewOrganization("pulse");
        await sleeper.Detect(organization, "slept", UsualLog.Lines(500));
        await other.Detect(organization, "slept", UsualLog.Lines(100, from: 500));
        await using var later = new Node(database, TimeSpan.FromDays(9));
        await later.Part<RetentionJob>().RunAsync(CancellationToken.None);

        sleeper.Sleep(TimeSpan.FromDays(9));
        var woken = await sleeper.Detect(organization, "slept", UsualLog.Lines(10, from: 600));

        (woken.Scored, woken.Head.Sequence).Should().Be((10, 610));
    }

    [Fact]
    public async Task What_a_shorter_class_lost_between_longer_ones_is_no_gap_once_a_snapshot_is_past_it()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var organization = await node.NewOrganization("radar");
        await node.Detect(organization, "mixed", UsualLog.Lines(500));
        foreach (var plan in new[] { "pulse", "radar" })
        {
            await node.Damage(organization, $"update billing.accounts set plan = '{plan}'");
            await using var under = new Node(database);
            await under.Detect(organization, "mixed", UsualLog.Lines(100, from: plan == "pulse" ? 500 : 600));
        }

        await using var later = new Node(database, TimeSpan.FromDays(9));
        await later.Part<RetentionJob>().RunAsync(CancellationToken.None);

        (await node.Log(organization)).Select(entry => entry.Sequence).Should().Equal(0, 600);
        (await Breaches(later)).Should().BeEmpty();
        (await Breaches(node)).Should().ContainSingle("a week has not passed, so nobody may have taken it");
        (await later.Detect(organization, "mixed", UsualLog.OddLine)).Head.Sequence.Should().Be(701);
    }

    private static Task<IReadOnlyList<string>> Breaches(Node node) =>
        new LogsAreWhole(node.Part<Database>(), node.Part<TimeProvider>()).BreachesAsync(CancellationToken.None);
}
