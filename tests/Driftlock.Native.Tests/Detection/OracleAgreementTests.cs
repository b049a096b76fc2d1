using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Oracle;
using Driftlock.Native.Tests.Shared;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Native.Tests.Detection;

/// <summary>The core against the oracle, which says the same formulas slowly and plainly (docs/formulas.md).</summary>
public sealed class OracleAgreementTests : IDisposable
{
    private const ulong Seed = 20_261_120;

    private readonly NativeScorer scorer = new();
    private readonly HashSet<object> seen = [];

    public void Dispose() => scorer.Dispose();

    [Fact]
    public void The_core_and_the_oracle_agree_to_the_bit_on_random_streams()
    {
        Prop.ForAll(StreamCase.UpTo(400), Agree).Check(
            Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(Seed), null)).WithMaxTest(100));

        seen.Should().Contain(Enum.GetValues<EventShape>().Cast<object>(), "else the streams are too much alike");
        seen.Should().Contain([ScoreFlags.None, ScoreFlags.Extrapolated, ScoreFlags.Learning, "a word as written"]);
    }

    [Theory] // More than the 2048 events of the longest calibration, and than the 1024 of the sliding one.
    [InlineData(EventKind.Log, 2600, DetectionMode.Anchored)]
    [InlineData(EventKind.Session, 3400, DetectionMode.Tracking)]
    [InlineData(EventKind.Text, 700, DetectionMode.Automatic)]
    internal void They_agree_when_calibrations_are_full(EventKind kind, int baseline, DetectionMode mode) =>
        Agree(new StreamCase((int)kind, 7, baseline, EventShape.Undetermined, mode, baseline + 1400, 100, 0));

    [Fact]
    public void They_agree_on_a_long_baseline_that_is_ended_early_and_on_an_anchor_after_it()
    {
        byte[][] events = [.. new SyntheticEvents(EventKind.Pairs, 9).Take(2600)];

        Agree(new StreamModelOptions(3000) { Mode = DetectionMode.Anchored },
        [
            new Step(events[..2000], true, 0, ThenAnchor: true),
            new Step(events[2000..2300], true, 0.05, ThenAnchor: true),
            new Step(events[2300..], true, 0.05, ThenAnchor: false),
        ]);
    }

    [Fact]
    public void They_agree_on_long_lines()
    {
        byte[][] lines = [LongLine(1, 1 << 16), LongLine(2, 1 << 16), LongLine(3, 1 << 16)];

        Agree(new StreamModelOptions(2), lines.Select(line => new Step([line], true, 1, false)));
    }

    [Fact]
    public void They_agree_on_a_line_that_is_too_long_to_be_scored_whole()
    {
        var line = LongLine(4, StreamOracle.LongestEvent + 3);

        Agree(
            new StreamModelOptions(1),
            [new Step(["short"u8.ToArray()], true, 0, false), new Step([line], true, 1, false)]);
    }

    [Fact]
    public void They_agree_where_counts_are_halved_and_rare_bytes_forgotten()
    {
        var every = Enumerable.Range(0, 256).Select(value => (byte[])[(byte)'x', (byte)value, (byte)value]).ToList();
        var events = Enumerable.Range(0, 40).SelectMany(_ => every.Concat(Enumerable.Repeat(every[65], 60)));

        Agree(new StreamModelOptions(5000), [.. events.Chunk(500).Select(chunk => new Step(chunk, true, 0.2, false))]);
    }

    [Fact]
    public void They_agree_on_what_only_the_border_tells()
    {
        using var core = new RawStream(baseline: 120);
        var oracle = new StreamOracle(120, EventShape.Undetermined, DetectionMode.Automatic);
        byte[][] events = [.. new SyntheticEvents(EventKind.Log, 3).Take(400)];

        var (scores, _) = core.Push(events);

        var expected = events.Select(text => oracle.Push(text, learn: true, explainAt: 100_000_000)).ToList();
        scores.Select(score => (score.AnchorBits, score.RecentBits, score.Words)).Should().Equal(
            expected.Select(judged => (judged.AnchorBits, judged.RecentBits, (uint)judged.Words.Count)));
        expected.Should().Contain(judged => judged.AnchorBits != judged.RecentBits && judged.Words.Count > 0);
    }

    [Fact]
    public void An_oracle_with_another_formula_is_found_out()
    {
        var other = new StreamOracle(50, EventShape.Undetermined, DetectionMode.Anchored);
        using var model = scorer.Create(new StreamModelOptions(50));
        byte[][] events = [.. new SyntheticEvents(EventKind.Log, 3).Take(100)];

        var difference = Difference(model, other, new Step(events, true, 0.1, false));

        difference.Should().StartWith("event ");
    }

    /// <summary>Words, numbers and noise by turns.</summary>
    private static byte[] LongLine(ulong seed, int length)
    {
        var chance = new Chance(seed);
        return [.. Enumerable.Range(0, length).Select(at => ((at >> 8) % 3) switch
        {
            0 => (byte)" etaoin"[chance.Below(7)],
            1 => (byte)"0123456789-"[chance.Below(11)],
            _ => (byte)chance.Below(256),
        })];
    }

    private void Agree(StreamCase life) => Agree(life.Options, life.Steps());

    private void Agree(StreamModelOptions options, IEnumerable<Step> steps)
    {
        using var model = scorer.Create(options);
        var oracle = new StreamOracle(options.BaselineEvents, options.Shape, options.Mode);
        foreach (var step in steps)
        {
            Difference(model, oracle, step).Should().BeNull();
            if (step.ThenAnchor) AnchorBoth(model, oracle);
            var probe = step.Events.Count > 0 ? step.Events[^1] : "probe 17"u8.ToArray();
            model.Explain(probe).Should().Equal(oracle.Explain(probe).Select(FixedPoint.ToWordCost));
            FixedPoint.Standing(model.Describe()).Should().Be(FixedPoint.Standing(oracle));
            seen.Add(oracle.Shape);
        }
    }

    private static void AnchorBoth(IStreamModel model, StreamOracle oracle)
    {
        if (oracle.Anchor()) model.Anchor();
        else FluentActions.Invoking(model.Anchor).Should().Throw<InvalidOperationException>();
    }

    /// <summary>The first difference in what both say to a push, or null.</summary>
    private string? Difference(IStreamModel model, StreamOracle oracle, Step step)
    {
        var answers = new Answers();
        answers.Push(model, step.Events, step.Learn, step.ExplainAtOrBelow);
        var words = answers.Words.ToLookup(pair => pair.Event, pair => pair.Word);
        foreach (var (at, text) in step.Events.Index())
        {
            var judged = oracle.Push(text, step.Learn, (uint)(step.ExplainAtOrBelow * 1_000_000_000));
            var score = FixedPoint.ToEventScore(judged);
            var costs = judged.Words.Select(FixedPoint.ToWordCost).ToList();
            if (answers.Scores[at] != score) return $"event {at}: {answers.Scores[at]} instead of {score}";
            seen.Add(score.Flags);
            if (costs.Exists(word => word.IsLiteral)) seen.Add("a word as written");
            if (!words[at].SequenceEqual(costs)) return $"event {at}: its words differ";
        }

        return null;
    }
}
