using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>
/// Which unusual lines are worth a reader's time. The rate lets through one usual line in a hundred by construction;
/// such a line costs hardly more than its neighbours, one that means something costs far more, whatever the rate.
/// </summary>
internal readonly record struct Attention
{
    /// <summary>
    /// Bits beyond what is usual that make a line stand out: one in four billion, would the model be right.
    /// </summary>
    public const double FewestBits = Marks.StandingOut;

    /// <summary>
    /// Or as odd a line is expected by chance in less than one of so many logs of this length, by its score.
    /// </summary>
    public const double FewestLogs = 8;

    /// <summary>
    /// Bits of the whole beyond the usual range, or of the dearest word if those are more; times, dates and addresses
    /// left out. Of sessions and numbers, whose values the mask hides, the score.
    /// </summary>
    public double Surplus { get; private init; }

    /// <summary>Whether the line stands out.</summary>
    public bool IsDue { get; private init; }

    /// <summary>How much attention a line is due.</summary>
    /// <param name="line">The line, with its words.</param>
    /// <param name="judged">Lines judged so far.</param>
    public static Attention To(JudgedLine line, long judged)
    {
        var isUnusual = line.Finding.Verdict == Verdict.Unusual;
        if (line.Finding.IsAllValues)
            return new Attention { Surplus = line.Finding.Score.Score, IsDue = isUnusual };

        // A clock that rolls over costs bits once an hour, a visitor who is new costs the bits of his address: no news.
        var passing = PassingText.In(line.Text);
        var score = line.Finding.Score;
        var (bits, dearest) = (score.Bits, 0.0);
        foreach (var word in line.Words)
        {
            if (passing.Covers(word)) bits -= word.Bits;
            else dearest = Math.Max(dearest, word.Bits);
        }

        var surplus = Math.Max(bits - line.Finding.Usual.High, dearest);
        var isPassing = !line.Words.IsEmpty && passing.Covers(line.Words[0]);
        var rarity = Math.Log2(FewestLogs * Math.Max(judged, score.CalibrationEvents));
        var isFar = surplus >= FewestBits || (!isPassing && score.Score >= rarity);
        return new Attention { Surplus = surplus, IsDue = isFar && isUnusual };
    }
}
