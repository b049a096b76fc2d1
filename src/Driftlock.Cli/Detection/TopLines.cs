using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>The most unusual lines so far.</summary>
/// <param name="most">How many.</param>
/// <param name="store">Where they are kept.</param>
internal sealed class TopLines(int most, LineStore store)
{
    /// <summary>Longest list that can be asked for.</summary>
    public const int Maximum = 1000;

    // The core rounds a p-value up to parts per billion, and a score down to 1/256 bit.
    private const double Rounding = 1.01;

    private readonly Strongest<StoredLine> lines = new(most);
    private int calibration;

    /// <summary>
    /// Lines with a higher p-value have no chance any more, so their words need not be known: within a calibration of
    /// n the score is -log2 p, and beyond it, where it may be of any height, p is 1/(n + 1). n does not fall.
    /// </summary>
    public double ExplainAtOrBelow => lines.IsFull
        ? Math.Min(1, Rounding * Math.Max(Math.Pow(2, -lines.Weakest.Finding.Score.Score), 1.0 / (calibration + 1)))
        : 1;

    /// <summary>The lines that follow are compared with others.</summary>
    public void Begin() => calibration = 0;

    /// <summary>A line was judged.</summary>
    public void Count(EventScore score) => calibration = score.CalibrationEvents;

    public bool Wants(double score) => lines.Wants(score);

    public void Add(JudgedLine line) => lines.Add(line.Finding.Score.Score, store.Keep(line))?.Forget();

    /// <summary>The most unusual first.</summary>
    public IReadOnlyList<StoredLine> InOrder() => lines.InOrder();
}
