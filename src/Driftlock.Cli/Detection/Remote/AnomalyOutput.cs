using System.Text.Json;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection.Remote;

/// <summary>
/// What the service found, told as <c>scan</c> tells what it finds itself: every text of it made harmless.
/// </summary>
internal sealed class AnomalyOutput(Terminal terminal, RemoteForm form, bool isColoured) : IDisposable
{
    private readonly StreamWriter writer = terminal.CreateWriter();
    private readonly Style style = new(isColoured);
    private readonly Utf8JsonWriter json = new(terminal.Output);

    public RemoteForm Form => form;

    /// <summary>Tells of one.</summary>
    /// <param name="place">Where it is, for people.</param>
    /// <param name="anomaly">What was found.</param>
    /// <param name="writePlace">Where it is, for programs.</param>
    public void Write(string place, ReportedAnomaly anomaly, Action<Utf8JsonWriter> writePlace)
    {
        if (form == RemoteForm.Json)
        {
            WriteObject(writer =>
            {
                writePlace(writer);
                WriteMembers(writer, anomaly);
            });
            return;
        }

        LineText.Write(writer, style, place, anomaly.ToJudged("", 0).Judged);
        writer.Flush();
    }

    /// <summary>An object on a line of its own.</summary>
    public void WriteObject(Action<Utf8JsonWriter> writeMembers)
    {
        json.WriteStartObject();
        writeMembers(json);
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        terminal.Output.WriteByte((byte)'\n');
    }

    /// <summary>A sentence on a line of its own.</summary>
    public void WriteSentence(string sentence)
    {
        writer.WriteLine(sentence);
        writer.Flush();
    }

    public void Dispose()
    {
        writer.Dispose();
        json.Dispose();
    }

    private static void WriteMembers(Utf8JsonWriter writer, ReportedAnomaly anomaly)
    {
        var judged = anomaly.ToJudged("", 0);
        if (anomaly.Id is { } id) writer.WriteSafe("id", id);
        writer.WriteSafe("text", anomaly.EventText);
        writer.WriteNumber("bits", anomaly.Bits);
        writer.WriteNumber("expected_bits", anomaly.ExpectedBits);
        writer.WriteNumber("score", anomaly.Score);
        writer.WriteNumber("p_value", anomaly.PValue);
        writer.WriteNumber("p_recent", anomaly.PRecent);
        writer.WriteSafe("severity", anomaly.Severity);
        if (anomaly.GroupId is { } group) writer.WriteSafe("group_id", group);
        writer.WriteStartArray("flags");
        foreach (var flag in anomaly.Flags) writer.WriteSafe(flag);
        writer.WriteEndArray();
        writer.WriteSafe("explanation", anomaly.Explanation);
        writer.WriteStartArray("attribution");
        foreach (var word in judged.Words)
        {
            writer.WriteStartObject();
            writer.WriteNumber("start", word.Start);
            writer.WriteNumber("end", word.End);
            writer.WriteSafe("text", judged.Text.AsSpan(word.Start, word.End - word.Start));
            writer.WriteNumber("bits", word.Bits);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
