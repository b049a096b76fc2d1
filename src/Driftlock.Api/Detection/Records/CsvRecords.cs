using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using CsvHelper;
using Driftlock.Api.Shared.Edge;
using Driftlock.Application.Detection;

namespace Driftlock.Api.Detection.Records;

/// <summary>
/// Each row is an event, an object with the names of the first line. What is a number in JSON is one, all else is a text.
/// A row whose quotes do not close ends where it is too long, and the next line begins a new one.
/// </summary>
internal static partial class CsvRecords
{
    /// <summary>Most columns.</summary>
    public const int MostColumns = 1000;

    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly CsvReaderOptions Rfc4180 = new()
    {
        Separator = ',',
        HasHeader = false,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    public static async IAsyncEnumerable<Record> ReadAsync(
        PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[]? names = null;
        await foreach (var (line, row) in RowsAsync(body, cancellationToken))
        {
            if (names is null)
            {
                names = HeaderOf(row);
                if (names is not null) continue;

                yield return Record.Broken(line, RecordErrors.CsvHeader);
                yield break;
            }

            yield return row is null ? Record.Refused(line, RecordErrors.TooLong) : Parse(line, row, names);
        }
    }

    // A field in quotes may have line ends, so a row goes on while a quote is open.
    private static async IAsyncEnumerable<(long Line, byte[]? Row)> RowsAsync(
        PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var row = new MemoryStream();
        var (first, isOpen) = (0L, false);
        await foreach (var line in RecordLines.ReadAsync(body, RecordLines.LongestEncoded, cancellationToken))
        {
            if (!isOpen)
            {
                row.SetLength(0);
                first = line.Number;
            }

            if (line.Content is not { } bytes || row.Length + bytes.Length > RecordLines.LongestEncoded)
            {
                isOpen = false;
                yield return (first, null);
                continue;
            }

            if (isOpen) row.WriteByte((byte)'\n');
            await row.WriteAsync(bytes, CancellationToken.None);
            isOpen ^= bytes.AsSpan().Count((byte)'"') % 2 != 0;
            if (!isOpen && row.Length > 0) yield return (first, row.ToArray());
        }

        if (isOpen) yield return (first, row.ToArray());
    }

    private static string[]? HeaderOf(byte[]? row) =>
        row is not null && Utf8.IsValid(row) && Fields(row) is { Length: <= MostColumns } names
        && names.All(name => name.Length > 0) && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : null;

    private static Record Parse(long line, byte[] row, string[] names)
    {
        if (!Utf8.IsValid(row)) return Record.Refused(line, EdgeErrors.NotUtf8);
        if (Fields(row) is not { } fields || fields.Length != names.Length)
        {
            return Record.Refused(line, RecordErrors.Malformed);
        }

        return Record.Of(line, new IncomingEvent(Compact(names, fields)));
    }

    // None if it is no row, or more than one.
    private static string[]? Fields(byte[] row)
    {
        if (row.AsSpan().Contains((byte)0)) return null;

        using var reader = CsvReader.Create(row, Rfc4180);
        try
        {
            if (!reader.Read()) return null;

            var fields = reader.Current.ToArray();
            return reader.Read() ? null : fields;
        }
        catch (CsvFormatException)
        {
            return null;
        }
    }

    private static byte[] Compact(string[] names, string[] fields)
    {
        using var compact = new MemoryStream();
        using (var writer = new Utf8JsonWriter(compact, AsWritten))
        {
            writer.WriteStartObject();
            foreach (var (name, field) in names.Zip(fields))
            {
                writer.WritePropertyName(name);
                if (Number().IsMatch(field)) writer.WriteRawValue(field, skipInputValidation: true);
                else writer.WriteStringValue(field);
            }

            writer.WriteEndObject();
        }

        return compact.ToArray();
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Number();
}
