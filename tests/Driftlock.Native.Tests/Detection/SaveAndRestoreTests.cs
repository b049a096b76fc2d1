using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;
using Driftlock.Testing.Inputs;

namespace Driftlock.Native.Tests.Detection;

/// <summary>A restored model goes on as the saved one would have.</summary>
public sealed class SaveAndRestoreTests : IDisposable
{
    private readonly NativeScorer scorer = new();

    public void Dispose() => scorer.Dispose();

    [Theory] // Young up to 64 events, then teaching, then ready; anchored anew on the way.
    [InlineData(EventKind.Log, 90, 150, DetectionMode.Tracking)]
    [InlineData(EventKind.Text, 40, 100, DetectionMode.Anchored)]
    [InlineData(EventKind.Binary, 1, 40, DetectionMode.Automatic)]
    internal void At_every_point_of_its_life_a_stream_continues_identically(
        EventKind kind, int baseline, int count, DetectionMode mode)
    {
        var life = Life(kind, baseline, count, mode).ToList();

        for (var point = 0; point < life.Count; point++)
        {
            using var restored = Restore(life[point].State);
            restored.Save().Should().Equal(life[point].State);
            for (var next = point + 1; next < life.Count; next++)
            {
                var answers = Follow(restored, life[next].Event, next);
                answers.ShouldBe(life[next].Answers);
            }

            restored.Digest().Should().Be(life[^1].Digest, "restored at {0}", point);
        }
    }

    [Fact]
    public void A_model_whose_calibrations_have_turned_over_continues_identically()
    {
        byte[][] events = [.. new SyntheticEvents(EventKind.Session, 21).Take(5000)];
        using var model = scorer.Create(new StreamModelOptions(2500));
        foreach (var part in events.Chunk(700))
        {
            using var restored = Restore(model.Save());
            var expected = Answers.Of(model, part);

            Answers.Of(restored, part).ShouldBe(expected);
            restored.Save().Should().Equal(model.Save());
        }

        model.Describe().CalibrationEvents.Should().Be(1625);
    }

    [Fact]
    public void Equal_digests_mean_equal_states()
    {
        byte[][] events = [.. new SyntheticEvents(EventKind.Log, 22).Take(120)];
        using var one = scorer.Create(new StreamModelOptions(50));
        using var other = scorer.Create(new StreamModelOptions(50));
        _ = Answers.Of(one, events);
        _ = Answers.Of(other, events[..^1]);
        var before = other.Digest();
        _ = Answers.Of(other, events[^1..]);

        other.Digest().Should().Be(one.Digest()).And.NotBe(before);
    }

    /// <summary>The answers of an uninterrupted life, and the state behind each; first the empty stream.</summary>
    private IEnumerable<(byte[] Event, Answers Answers, byte[] State, string Digest)> Life(
        EventKind kind, int baseline, int count, DetectionMode mode)
    {
        using var model = scorer.Create(new StreamModelOptions(baseline) { Mode = mode });
        yield return ([], new Answers(), model.Save(), model.Digest());
        var events = new SyntheticEvents(kind, 20);
        for (var at = 1; at <= count; at++)
        {
            var text = events.Next();
            yield return (text, Follow(model, text, at), model.Save(), model.Digest());
        }
    }

    private IStreamModel Restore(byte[] state) =>
        scorer.Restore(state) is { IsSuccess: true } restored ? restored.Value : throw new InvalidDataException();

    private static Answers Follow(IStreamModel model, byte[] text, int at)
    {
        var answers = Answers.Of(model, [text], learn: at % 7 != 3, explainAtOrBelow: 0.5);
        if (at % 40 == 38) model.Anchor();
        return answers;
    }
}
