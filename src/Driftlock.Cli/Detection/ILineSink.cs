using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>Where the lines of a stream go when they are judged.</summary>
internal interface ILineSink
{
    /// <summary>Up to which p-value the words of a line have to be known.</summary>
    double ExplainAtOrBelow { get; }

    /// <summary>Counts a line.</summary>
    void Count(long line, int length, EventScore score, Verdict verdict);

    /// <summary>Whether the line itself matters.</summary>
    bool Wants(long line, EventScore score, Verdict verdict);

    /// <summary>Takes a line that matters.</summary>
    void Add(JudgedLine line);
}
