using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>However many processes work on a stream, its scores are those of one model that read its log in order.</summary>
public sealed class StreamTurnTests
{
    [Fact]
    public async Task Two_nodes_that_race_over_one_stream_give_bit_for_bit_what_one_gives()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var first = new Node(database);
        await using var second = new Node(database);
        var organization = await first.NewOrganization();
        await first.Detect(organization, "raced", UsualLog.Lines(300));

        // Small batches are scored under the stream's lock, those of 250 before it.
        var work = Enumerable.Range(0, 24).Select(round => (round % 2 == 0 ? first : second).Detect(
            organization, "raced", UsualLog.Lines(round % 5 == 0 ? 250 : 20, from: 1000 + (round * 300))));
        var answers = await Task.WhenAll(work);

        var log = await first.Log(organization);
        log.Sum(entry => entry.Length).Should().Be(300 + (5 * 250) + (19 * 20));
        answers.Sum(answer => answer.Scored).Should().Be(log.Sum(entry => entry.Length) - EventStream.UsualBaseline);
        MustBeOneFold(log, first.Scorer);
    }

    [Fact]
    public async Task A_node_that_starts_anew_continues_as_if_nothing_had_been()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var old = new Node(database);
        var organization = await old.NewOrganization();
        await old.Detect(organization, "continued", UsualLog.Lines(1000));
        await old.Detect(organization, "continued", UsualLog.Lines(100, from: 1000));

        await using var restarted = new Node(database);
        await restarted.Detect(organization, "continued", UsualLog.Lines(100, from: 1100));
        await old.Detect(organization, "continued", UsualLog.Lines(100, from: 1200));

        MustBeOneFold(await old.Log(organization), old.Scorer);
    }

    [Fact]
    public async Task The_model_is_the_same_whichever_node_scored_what_did_not_teach()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var scoring = new Node(database);
        await using var other = new Node(database);
        var organization = await scoring.NewOrganization();
        await scoring.Detect(organization, "asked", UsualLog.Lines(500));
        await scoring.Send(
            new DetectAnomalies(organization, "asked", [Node.Event(UsualLog.OddLine)]) { Learn = false });

        var anchored = await other.Send(new MoveAnchor(organization, "asked", Drop: false, "test"));

        using var alone = scoring.Scorer.Create(new StreamModelOptions(EventStream.UsualBaseline));
        var (scores, batch) = (new ScoredEvents(), new EventBatch());
        foreach (var entry in (await other.Log(organization)).Where(entry => entry.Kind == LogEntryKind.Events))
        {
            batch.Clear();
            for (var place = 0; place < entry.Length; place++) batch.Add(TextOf(entry, place));
            alone.Push(batch, entry.Learned, explainAtOrBelow: 0, scores);
        }

        alone.Anchor();
        anchored.Value!.ModelDigest.Should().Be(alone.Digest());
    }

    [Fact]
    public async Task What_was_not_committed_was_not_learned()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var organization = await node.NewOrganization();
        await node.Detect(organization, "guarded", UsualLog.Lines(1000));

        var reused = await node.TryDetect(organization, "guarded", [Node.Event("a", "id"), Node.Event("b", "id")]);
        await node.Detect(organization, "guarded", UsualLog.Lines(10, from: 1000));

        reused.Value!.Refused.Should().ContainSingle().Which.Error.Should().Be(DetectionErrors.IdReused);
        MustBeOneFold(await node.Log(organization), node.Scorer);
    }

    // Reads the log with a model of its own, in one push for each entry, and compares every stored number.
    private static void MustBeOneFold(IReadOnlyList<LogEntry> log, IAnomalyScorer scorer)
    {
        using var model = scorer.Create(new StreamModelOptions(EventStream.UsualBaseline));
        var (scores, batch, sequence) = (new ScoredEvents(), new EventBatch(), 0L);
        foreach (var entry in log)
        {
            entry.Sequence.Should().Be(sequence);
            sequence += entry.Length;
            batch.Clear();
            for (var place = 0; place < entry.Length; place++) batch.Add(TextOf(entry, place));
            model.Push(batch, entry.Learned, explainAtOrBelow: 0, scores);
            for (var place = 0; place < entry.Length; place++)
            {
                entry.Bits[place].Should().Be(scores[place].Bits);
                entry.PValues[place].Should().Be(scores[place].PValue);
                entry.Flags[place].Should().Be((short)scores[place].Flags);
            }
        }
    }

    private static ReadOnlySpan<byte> TextOf(LogEntry entry, int place) =>
        entry.Texts.AsSpan((place == 0 ? 0 : entry.Ends[place - 1])..entry.Ends[place]);
}
