using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Native.Tests.Shared;

/// <summary>The life of a stream, drawn by chance; its numbers alone bring it back.</summary>
/// <param name="Kind">What the events look like.</param>
/// <param name="Seed">Of the events and the steps.</param>
/// <param name="Baseline">Events that teach.</param>
/// <param name="Shape">As given to the core.</param>
/// <param name="Mode">As given to the core.</param>
/// <param name="Events">How many come.</param>
/// <param name="LearnPercent">How often they are learned.</param>
/// <param name="AnchorPercent">How often the stream is anchored between two pushes.</param>
internal sealed record StreamCase(
    int Kind,
    int Seed,
    int Baseline,
    EventShape Shape,
    DetectionMode Mode,
    int Events,
    int LearnPercent,
    int AnchorPercent)
{
    private static readonly double[] Levels = [0, 0.01, 0.05, 0.5, 1];

    /// <summary>Cases of up to so many events.</summary>
    public static Arbitrary<StreamCase> UpTo(int events) => Arb.From(
        from kind in Gen.Choose(0, (int)EventKind.Binary)
        from seed in Gen.Choose(0, int.MaxValue)
        from baseline in Gen.Frequency((1, Gen.Choose(1, 4)), (2, Gen.Choose(5, 63)), (3, Gen.Choose(64, 200)))
        from shape in Gen.Frequency(
            (3, Gen.Constant(EventShape.Undetermined)), (1, Gen.Elements(Enum.GetValues<EventShape>())))
        from mode in Gen.Elements(Enum.GetValues<DetectionMode>())
        from count in Gen.Choose(1, events)
        from learnPercent in Gen.Elements(100, 100, 90, 50)
        from anchorPercent in Gen.Elements(0, 0, 2, 20)
        select new StreamCase(kind, seed, baseline, shape, mode, count, learnPercent, anchorPercent));

    public StreamModelOptions Options => new(Baseline) { Shape = Shape, Mode = Mode };

    /// <summary>The steps, made anew at every call.</summary>
    public IEnumerable<Step> Steps()
    {
        var chance = new Chance((ulong)Seed + 1);
        var events = new SyntheticEvents((EventKind)Kind, (ulong)Seed);
        for (var left = Events; left > 0;)
        {
            var count = Math.Min(left, chance.Below(chance.Percent(20) ? 40 : 6));
            var learn = chance.Percent(LearnPercent);
            yield return new Step([.. events.Take(count)], learn, chance.Of(Levels), chance.Percent(AnchorPercent));
            left -= count;
        }
    }
}

/// <summary>A push of some events, at times none, and perhaps an anchor behind it.</summary>
internal sealed record Step(IReadOnlyList<byte[]> Events, bool Learn, double ExplainAtOrBelow, bool ThenAnchor);
