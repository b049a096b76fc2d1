using Driftlock.Domain.Detection;

namespace Driftlock.Native.Tests.Oracle;

/// <summary>What comes out for one event: bits in 1/256, probabilities in parts per billion.</summary>
internal sealed record Judged
{
    private const uint Certain = 1_000_000_000;

    /// <summary>T under the deciding model.</summary>
    public uint Bits { get; init; }

    /// <summary>Mean of T over the deciding calibration.</summary>
    public uint ExpectedBits { get; init; }

    public uint Score { get; init; }

    public uint P { get; init; } = Certain;

    public uint AnchorP { get; init; } = Certain;

    public uint RecentP { get; init; } = Certain;

    public uint AnchorBits { get; init; }

    public uint RecentBits { get; init; }

    public uint Calibration { get; init; }

    public ScoreFlags Flags { get; init; }

    public IReadOnlyList<WordBits> Words { get; init; } = [];

    /// <summary>Of an event before the baseline is complete: nothing was scored.</summary>
    public static Judged Learning(ScoreFlags flags) => new() { Flags = flags | ScoreFlags.Learning };
}
