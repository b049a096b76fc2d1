using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>In which form the findings are told.</summary>
internal enum OutputForm
{
    Text,
    Json,
    Sarif,
}

/// <summary>What a scan is to do.</summary>
internal sealed record ScanOptions
{
    /// <summary>A baseline of all lines there are: nothing is judged, the model is for later.</summary>
    public const int TeachAll = int.MaxValue;

    /// <summary>The false-alarm rate.</summary>
    public required SensitivityProfile Profile { get; init; }

    /// <summary>Lines that teach; chosen by what there is if nobody says it.</summary>
    public int? Baseline { get; init; }

    /// <summary>Whether nothing is learned behind the baseline.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Whether the lines come as they happen, so that nothing can be known about the ones to come.</summary>
    public bool IsLive { get; init; }

    /// <summary>Whether people are shown every flagged line, not only what stands out.</summary>
    public bool ShowsAll { get; init; }

    /// <summary>Whether unusual lines are no reason for another exit code.</summary>
    public bool ExitsZero { get; init; }
}
