using System.Text.Json;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Output;

/// <summary>For programs: one object a line, and nothing else.</summary>
internal sealed class JsonOutput(Terminal terminal, bool isSummarized) : IScanOutput
{
    private readonly Utf8JsonWriter writer = new(terminal.Output);

    public void Write(JudgedLine line)
    {
        var finding = line.Finding;
        writer.WriteStartObject();
        writer.WriteSafe("file", finding.File);
        writer.WriteNumber("line", finding.Line);
        writer.WriteNumber("byte_offset", finding.ByteOffset);
        writer.WriteSafe("text", line.Text);
        WriteScore(writer, finding);
        WriteAttribution(writer, line);
        writer.WriteEndObject();
        EndLine();
    }

    public void Summarize(ScanFigures figures)
    {
        if (!isSummarized) return;
        writer.WriteStartObject();
        writer.WriteStartObject("summary");
        writer.WriteNumber("lines", figures.Lines);
        writer.WriteNumber("scored", figures.Scored);
        writer.WriteNumber("flagged", figures.Flagged);
        writer.WriteNumber("standing_out", figures.StandingOut);
        if (figures.MostUnusual is { } peak)
        {
            writer.WriteStartObject("most_unusual");
            writer.WriteSafe("file", peak.File);
            writer.WriteNumber("line", peak.Line);
            writer.WriteEndObject();
        }

        writer.WriteNumber("baseline", figures.Baseline);
        writer.WriteNumber("alpha", figures.Alpha);
        writer.WriteNumber("mb_per_s", Math.Round(figures.MegabytesPerSecond, 3));
        writer.WriteEndObject();
        writer.WriteEndObject();
        EndLine();
    }

    public void Finish(bool isComplete, IReadOnlyList<string> refusals)
    {
        // Each line is whole by itself.
    }

    public void Dispose() => writer.Dispose();

    /// <summary>The figures of a line, named as everywhere in the product.</summary>
    internal static void WriteScore(Utf8JsonWriter writer, Finding finding)
    {
        var score = finding.Score;
        writer.WriteNumber("bits", score.Bits);
        writer.WriteNumber("expected_bits", score.ExpectedBits);
        writer.WriteNumber("score", score.Score);
        writer.WriteNumber("p_value", score.PValue);
        writer.WriteString("severity", Names.Of(score.Severity));
        writer.WriteString("verdict", Names.Of(finding.Verdict));
        writer.WriteBoolean("stands_out", finding.Attention.IsDue);
        writer.WriteString("group_id", finding.GroupId);
        writer.WriteStartArray("flags");
        if (score.Flags.HasFlag(ScoreFlags.Extrapolated)) writer.WriteStringValue("extrapolated");
        if (score.Flags.HasFlag(ScoreFlags.Truncated)) writer.WriteStringValue("truncated");
        writer.WriteEndArray();
    }

    /// <summary>The dearest words, dearest first, as byte ranges of the line as written.</summary>
    internal static void WriteAttribution(Utf8JsonWriter writer, JudgedLine line)
    {
        writer.WriteStartArray("attribution");
        foreach (var word in line.Words)
        {
            writer.WriteStartObject();
            writer.WriteNumber("start", word.Start);
            writer.WriteNumber("end", word.End);
            writer.WriteSafe("text", line.Text[word.Start..word.End]);
            writer.WriteNumber("bits", word.Bits);
            writer.WriteNumber("raw_bits", word.RawBits);
            writer.WriteBoolean("literal", word.IsLiteral);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void EndLine()
    {
        writer.Flush();
        writer.Reset();
        terminal.Output.WriteByte((byte)'\n');
        terminal.FlushIfLong();
    }
}
