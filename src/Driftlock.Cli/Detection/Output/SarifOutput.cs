using System.Text.Json;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Output;

/// <summary>For code scanning and editors: one SARIF 2.1.0 log, written as the lines come.</summary>
internal sealed class SarifOutput : IScanOutput
{
    private const string Rule = "unusual-line";
    private const int MostWords = 3;
    private const int SnippetBytes = 4000;

    private readonly Terminal terminal;
    private readonly Utf8JsonWriter writer;
    private ScanFigures? summary;

    public SarifOutput(Terminal terminal, string version)
    {
        this.terminal = terminal;
        writer = new Utf8JsonWriter(terminal.Output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        WriteTool(version);
        writer.WriteString("columnKind", "unicodeCodePoints");
        writer.WriteStartArray("results");
    }

    public void Write(JudgedLine line)
    {
        var finding = line.Finding;
        writer.WriteStartObject();
        writer.WriteString("ruleId", Rule);
        writer.WriteNumber("ruleIndex", 0);
        writer.WriteString("kind", KindOf(finding.Verdict));
        writer.WriteString("level", LevelOf(finding));
        WriteText("message", Message(line));
        WriteLocation(line);
        writer.WriteStartObject("partialFingerprints");
        writer.WriteString("group/v1", finding.GroupId);
        writer.WriteEndObject();
        writer.WriteStartObject("properties");
        JsonOutput.WriteScore(writer, finding);
        JsonOutput.WriteAttribution(writer, line);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        terminal.FlushIfLong();
    }

    public void Summarize(ScanFigures figures) => summary = figures;

    public void Finish(bool isComplete, IReadOnlyList<string> refusals)
    {
        writer.WriteEndArray();
        writer.WriteStartArray("invocations");
        writer.WriteStartObject();
        writer.WriteBoolean("executionSuccessful", isComplete);
        writer.WriteStartArray("toolExecutionNotifications");
        foreach (var refusal in refusals)
        {
            writer.WriteStartObject();
            writer.WriteString("level", "error");
            WriteText("message", refusal);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (summary is not null)
        {
            writer.WriteStartObject("properties");
            writer.WriteNumber("lines", summary.Lines);
            writer.WriteNumber("scored", summary.Scored);
            writer.WriteNumber("flagged", summary.Flagged);
            writer.WriteNumber("standing_out", summary.StandingOut);
            writer.WriteNumber("baseline", summary.Baseline);
            writer.WriteNumber("alpha", summary.Alpha);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        terminal.Output.WriteByte((byte)'\n');
    }

    public void Dispose() => writer.Dispose();

    private static string Message(JudgedLine line)
    {
        var words = Wording.Words(line, MostWords);
        var verdict = line.Finding.Verdict switch
        {
            Verdict.Unusual => "Unusual line",
            Verdict.Usual => "Usual line",
            _ => "Line not judged",
        };
        var reason = $"{verdict}: {Wording.Bits(line.Finding)}; {Wording.Rare(line.Finding.Score)}.";
        return words.Length == 0 ? reason : $"{reason} Dearest words, in bits: {words}.";
    }

    // Only what is unusual fails a check; the most unusual lines of a usual log inform.
    private static string KindOf(Verdict verdict) => verdict switch
    {
        Verdict.Unusual => "fail",
        Verdict.Usual => "informational",
        _ => "open",
    };

    private static string LevelOf(Finding finding)
    {
        if (finding.Verdict != Verdict.Unusual) return "none";
        if (!finding.Attention.IsDue) return "note";
        return finding.Score.Severity is Severity.Critical or Severity.High ? "error" : "warning";
    }

    // Relative to where the scan ran, or absolute; each part escaped, the separators kept.
    private static string UriOf(string file)
    {
        if (file == Source.StandardInput) return "stdin";
        var path = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        return Path.IsPathRooted(file) ? $"file://{path}" : path;
    }

    private void WriteTool(string version)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "Driftlock");
        writer.WriteString("semanticVersion", version);
        writer.WriteStartArray("rules");
        writer.WriteStartObject();
        writer.WriteString("id", Rule);
        WriteText("shortDescription", "A line that this log does not usually have.");
        WriteText(
            "fullDescription",
            "The line costs more bits under a model of the lines before it than the false-alarm rate allows.");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteLocation(JudgedLine line)
    {
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteSafe("uri", UriOf(line.Finding.File));
        writer.WriteEndObject();
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", line.Finding.Line);
        writer.WriteNumber("byteOffset", line.Finding.ByteOffset);
        writer.WriteNumber("byteLength", line.Text.Length);
        writer.WriteStartObject("snippet");
        writer.WriteSafe("text", line.Text[Excerpt.Of(line.Text, line.Words, SnippetBytes)]);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void WriteText(string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteSafe("text", text);
        writer.WriteEndObject();
    }
}
