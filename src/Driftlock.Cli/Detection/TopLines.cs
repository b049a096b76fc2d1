using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>The most unusual lines so far.</summary>
internal sealed class TopLines(int most)
{
    /// <summary>Longest list that can be asked for.</summary>
    public const int Maximum = 1000;

    private readonly Strongest<KeptLine> lines = new(most);

    /// <summary>Lines with a higher p-value have no chance any more, so their words need not be known.</summary>
    public double ExplainAtOrBelow => lines.IsFull ? lines.Weakest.Finding.Score.PValue : 1;

    public bool Wants(double score) => lines.Wants(score);

    public void Add(JudgedLine line) => lines.Add(line.Finding.Score.Score, line.Keep());

    /// <summary>The most unusual first.</summary>
    public IReadOnlyList<KeptLine> InOrder() => lines.InOrder();
}
