using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Report;

/// <summary>What a report is made of, gathered while the lines go by; bounded, however many they are.</summary>
internal sealed class ReportData
{
    /// <summary>Most lines that are shown; of more the most unusual ones.</summary>
    public const int MostLines = 1000;

    // Above any score, so that what stands out stays.
    private const double FirstPlace = 1e9;

    private const int MostBytes = 2000;
    private const int MostWords = 8;

    private readonly List<ReportedStream> streams = [];
    private readonly Strongest<ReportedLine> lines = new(MostLines);

    public IReadOnlyList<ReportedStream> Streams => streams;

    /// <summary>The unusual lines, as they stand in their inputs.</summary>
    public IReadOnlyList<ReportedLine> Lines =>
        [.. lines.InOrder().OrderBy(line => line.Stream.Number).ThenBy(line => line.Finding.Line)];

    public void Begin(string name) => streams.Add(new ReportedStream(name, streams.Count + 1));

    public void Count(EventScore score, Verdict verdict)
    {
        var stream = streams[^1];
        stream.Timeline.Add(verdict == Verdict.Learning ? null : score.Score);
        if (verdict == Verdict.Learning) stream.Taught++;
        if (verdict == Verdict.Unusual) stream.Flagged++;
    }

    public void Add(JudgedLine line)
    {
        if (line.Finding.Attention.IsDue) streams[^1].StandingOut++;
        var place = line.Finding.Score.Score + (line.Finding.Attention.IsDue ? FirstPlace : 0);
        if (!lines.Wants(place)) return;

        var words = new List<ReportedWord>();
        foreach (var word in line.Words[..Math.Min(line.Words.Length, MostWords)])
            words.Add(new ReportedWord(Wording.Word(line.Text, word), word.Bits, word.RawBits));
        var parts = LineParts.Of(line, isJoined: false, MostBytes);
        lines.Add(place, new ReportedLine(streams[^1], line.Finding, parts, words));
    }
}

/// <summary>One input.</summary>
internal sealed class ReportedStream(string name, int number)
{
    public string Name { get; } = name;

    public int Number { get; } = number;

    public Timeline Timeline { get; } = new();

    public long Taught { get; set; }

    public long Flagged { get; set; }

    public long StandingOut { get; set; }
}

/// <summary>An unusual line.</summary>
internal sealed record ReportedLine(
    ReportedStream Stream, Finding Finding, IReadOnlyList<TextPart> Parts, IReadOnlyList<ReportedWord> Words)
{
    /// <summary>Whether it is among the first that are shown.</summary>
    public bool StandsOut => Finding.Attention.IsDue;

    /// <summary>Where it stands in the page.</summary>
    public string Anchor => $"line-{Stream.Number}-{Finding.Line}";
}

/// <summary>One of the dearest words of a line.</summary>
internal sealed record ReportedWord(string Text, double Bits, double RawBits);
