using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>Waits for one line, and remembers which ones before it were unusual.</summary>
internal sealed class LineInQuestion(long number) : ILineSink
{
    private readonly HashSet<long> unusual = [];

    public double ExplainAtOrBelow { get; set; }

    /// <summary>The line, once it was judged.</summary>
    public KeptLine? Found { get; private set; }

    /// <summary>Whether a line was found unusual.</summary>
    public bool IsUnusual(long line) => unusual.Contains(line);

    public void Count(long line, int length, EventScore score, Verdict verdict)
    {
        if (verdict == Verdict.Unusual) unusual.Add(line);
    }

    public bool Wants(long line, EventScore score, Verdict verdict) => line == number;

    public void Add(JudgedLine line) => Found = line.Keep();
}
