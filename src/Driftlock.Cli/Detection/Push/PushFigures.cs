using System.Text.Json;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Remote;

namespace Driftlock.Cli.Detection.Push;

/// <summary>What became of the records that the service has answered for.</summary>
internal sealed class PushFigures
{
    public long Received { get; private set; }

    public long Learned { get; private set; }

    public long Scored { get; private set; }

    public long Unusual { get; private set; }

    public long Duplicates { get; private set; }

    public long Refused { get; private set; }

    /// <summary>The service has answered for a batch.</summary>
    public void Add(IngestedRecords answer)
    {
        Received += answer.Received;
        Learned += answer.Learned;
        Scored += answer.Scored;
        Unusual += answer.AnomalyCount;
        Duplicates += answer.Duplicates;
        Refused += answer.RefusedCount;
    }

    /// <summary>For people.</summary>
    public string Sentence(string stream)
    {
        var parts = new List<string> { $"{Wording.Count(Learned)} learned", $"{Wording.Count(Scored)} scored" };
        if (Scored > 0) parts.Add($"{Wording.Count(Unusual)} unusual");
        if (Duplicates > 0) parts.Add($"{Wording.Count(Duplicates)} came before");
        if (Refused > 0) parts.Add($"{Wording.Count(Refused)} refused");
        return $"{Wording.Count(Received, "record")} sent to {stream}: {string.Join(", ", parts)}.";
    }

    /// <summary>For programs.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("summary");
        writer.WriteNumber("received", Received);
        writer.WriteNumber("learned", Learned);
        writer.WriteNumber("scored", Scored);
        writer.WriteNumber("anomaly_count", Unusual);
        writer.WriteNumber("duplicates", Duplicates);
        writer.WriteNumber("refused_count", Refused);
        writer.WriteEndObject();
    }
}
