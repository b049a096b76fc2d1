using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using Driftlock.Api.Shared.Edge;

namespace Driftlock.Api.Detection.Records;

/// <summary>Each line is an event in JSON: a text, an object, or an envelope. Blank lines are passed over.</summary>
internal static class JsonRecords
{
    public static async IAsyncEnumerable<Record> ReadAsync(
        PipeReader body, JsonSerializerOptions json, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in RecordLines.ReadAsync(body, RecordLines.LongestEncoded, cancellationToken))
        {
            if (line.Content is not { } bytes) yield return Record.Refused(line.Number, RecordErrors.TooLong);
            else if (!bytes.AsSpan().Trim(" \t\r"u8).IsEmpty) yield return Parse(line.Number, bytes, json);
        }
    }

    /// <summary>One record from its JSON.</summary>
    public static Record Parse(long line, ReadOnlySpan<byte> record, JsonSerializerOptions json)
    {
        if (!Utf8.IsValid(record)) return Record.Refused(line, EdgeErrors.NotUtf8);
        // What is plainly something else is told without the price of an exception.
        if (record.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'"', ..])
        {
            return Record.Refused(line, RecordErrors.Malformed);
        }

        try
        {
            return Record.Of(line, JsonSerializer.Deserialize<EventText>(record, json).ToIncoming());
        }
        catch (JsonException)
        {
            return Record.Refused(line, RecordErrors.Malformed);
        }
    }
}
