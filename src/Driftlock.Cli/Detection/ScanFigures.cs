namespace Driftlock.Cli.Detection;

/// <summary>The figures of a scan, over all inputs.</summary>
internal sealed record ScanFigures
{
    private Peak? outstanding;
    private Peak? highest;

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

    /// <summary>Unusual lines that stand out.</summary>
    public long StandingOut { get; private set; }

    /// <summary>
    /// The line that stands out most, in bits beyond the usual ones; if none does, the one with the highest score,
    /// unusual or not.
    /// </summary>
    public Peak? MostUnusual => outstanding ?? highest;

    /// <summary>Bytes of text.</summary>
    public long Bytes { get; set; }

    public TimeSpan Elapsed { get; set; }

    public double MegabytesPerSecond => Bytes / 1e6 / Math.Max(Elapsed.TotalSeconds, 1e-6);

    /// <summary>A line was judged.</summary>
    public void Score(string file, long line, double score)
    {
        if (score > (highest?.Height ?? 0)) highest = new Peak(file, line, score);
    }

    /// <summary>A line stands out.</summary>
    public void StandOut(Finding finding)
    {
        StandingOut++;
        var surplus = finding.Attention.Surplus;
        if (outstanding is null || surplus > outstanding.Height)
            outstanding = new Peak(finding.File, finding.Line, surplus);
    }
}

/// <summary>The highest of the lines of a scan.</summary>
/// <param name="File">The input, as it was named.</param>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Height">In bits, of what is compared.</param>
internal sealed record Peak(string File, long Line, double Height);
