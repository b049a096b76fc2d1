namespace Driftlock.Domain.Detection;

/// <summary>How unusual one event is, as the core measured it.</summary>
public readonly record struct EventScore
{
    /// <summary>Exact code length of the masked event under the model that decides.</summary>
    public double Bits { get; init; }

    /// <summary>Mean of <see cref="Bits"/> over the calibration: what an event of this stream usually costs.</summary>
    public double ExpectedBits { get; init; }

    /// <summary>Fused -log2 of the p-value that decides, in bits: 10 is about one event in a thousand.</summary>
    public double Score { get; init; }

    /// <summary>The p-value that decides, as the stream's mode says.</summary>
    public double PValue { get; init; }

    /// <summary>Conformal p-value against the frozen anchor.</summary>
    public double AnchorPValue { get; init; }

    /// <summary>Conformal p-value against the sliding window of the recent model.</summary>
    public double RecentPValue { get; init; }

    /// <summary>Scores in the calibration that decides; the p-value cannot resolve finer than 1/(n + 1).</summary>
    public int CalibrationEvents { get; init; }

    /// <summary>What a reader of this score must know beside the numbers.</summary>
    public ScoreFlags Flags { get; init; }

    /// <summary>How much attention the event deserves, from <see cref="PValue"/> alone.</summary>
    public Severity Severity => PValue switch
    {
        <= 0.0001 => Severity.Critical,
        <= 0.001 => Severity.High,
        <= 0.01 => Severity.Medium,
        _ => Severity.Low,
    };
}

/// <summary>What a reader of a score must know beside its numbers.</summary>
[Flags]
public enum ScoreFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The event belongs to the baseline: it taught, it was not judged.</summary>
    Learning = 1,

    /// <summary>The event lies beyond the calibration; its score comes from the fitted tail.</summary>
    Extrapolated = 2,

    /// <summary>Only the beginning of the event was scored, the rest is over the core's limit.</summary>
    Truncated = 4,
}

/// <summary>How much attention an unusual event deserves.</summary>
public enum Severity
{
    /// <summary>More often than one event in a hundred.</summary>
    Low,

    /// <summary>At most one event in a hundred.</summary>
    Medium,

    /// <summary>At most one event in a thousand.</summary>
    High,

    /// <summary>At most one event in ten thousand.</summary>
    Critical,
}

/// <summary>What a word of an event cost.</summary>
/// <param name="Start">First byte of the word in the event as written.</param>
/// <param name="End">The byte after its last one.</param>
/// <param name="Bits">Code length of the word as the mask shows it; the bits of an event are the sum of these.</param>
/// <param name="RawBits">Code length of the word as written, digits and identifiers included.</param>
public readonly record struct WordCost(int Start, int End, double Bits, double RawBits)
{
    /// <summary>The word is unusual as written (a number, a name) rather than in its masked form.</summary>
    public bool IsLiteral { get; init; }
}
