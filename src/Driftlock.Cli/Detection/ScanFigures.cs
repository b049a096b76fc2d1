namespace Driftlock.Cli.Detection;

/// <summary>The figures of a scan, over all inputs.</summary>
internal sealed record ScanFigures
{
    /// <summary>The false-alarm rate that was asked for.</summary>
    public required double Alpha { get; init; }

    /// <summary>Lines read.</summary>
    public long Lines { get; set; }

    /// <summary>Lines that taught.</summary>
    public long Baseline { get; set; }

    /// <summary>Lines judged.</summary>
    public long Scored { get; set; }

    /// <summary>Lines that came before the calibration could prove the rate.</summary>
    public long TooEarly { get; set; }

    /// <summary>Unusual lines.</summary>
    public long Flagged { get; set; }

    /// <summary>Bytes of text.</summary>
    public long Bytes { get; set; }

    public TimeSpan Elapsed { get; set; }

    public double MegabytesPerSecond => Bytes / 1e6 / Math.Max(Elapsed.TotalSeconds, 1e-6);
}
