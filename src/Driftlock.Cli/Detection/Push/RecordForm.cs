using System.Text.Json;

namespace Driftlock.Cli.Detection.Push;

/// <summary>What a record is.</summary>
internal enum RecordForm
{
    /// <summary>As the input's name, or its first line, says.</summary>
    Auto,

    /// <summary>A line of JSON.</summary>
    Ndjson,

    /// <summary>A line, whatever it has.</summary>
    Lines,

    /// <summary>A row below the names of the columns.</summary>
    Csv,
}

/// <summary>What the forms mean.</summary>
internal static class RecordForms
{
    /// <summary>As the service calls them.</summary>
    public static string MediaType(RecordForm form) => form switch
    {
        RecordForm.Ndjson => "application/x-ndjson",
        RecordForm.Lines => "text/plain",
        RecordForm.Csv => "text/csv",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "A form has to be chosen first."),
    };

    /// <summary>
    /// By the name if it has a telling end, else by the first line: JSON is known by being an object.
    /// </summary>
    /// <param name="name">Of the input; <c>.gz</c> at its end says nothing.</param>
    /// <param name="head">The input's beginning.</param>
    public static RecordForm Guess(string name, ReadOnlySpan<byte> head)
    {
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetExtension(plain).ToUpperInvariant() switch
        {
            ".NDJSON" or ".JSONL" => RecordForm.Ndjson,
            ".CSV" => RecordForm.Csv,
            _ => IsObject(head) ? RecordForm.Ndjson : RecordForm.Lines,
        };
    }

    // Of a line that is longer than the head its beginning has to do.
    private static bool IsObject(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf((byte)'\n');
        var line = (end < 0 ? head : head[..end]).TrimStart("\uFEFF"u8).TrimStart(" \t"u8);
        if (!line.StartsWith((byte)'{')) return false;
        var reader = new Utf8JsonReader(line, isFinalBlock: end >= 0, default);
        try
        {
            while (reader.Read())
            {
                // All of it has to be JSON.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
