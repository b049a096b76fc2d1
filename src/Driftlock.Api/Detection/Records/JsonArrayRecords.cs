using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Driftlock.Api.Detection.Records;

/// <summary>
/// Each element of an array is a record. The array is cut as it comes in, and ends where it is not well-formed itself.
/// </summary>
internal sealed class JsonArrayRecords(JsonSerializerOptions json)
{
    // Deeper than a record may be, so that one that is too deep is refused alone.
    private const int DeepestArray = 1000;

    private readonly List<Record> cut = [];
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = DeepestArray });
    private bool isBegun;
    private long place;

    public async IAsyncEnumerable<Record> ReadAsync(
        PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ReadResult read;
        do
        {
            read = await body.ReadAsync(cancellationToken);
            var rest = Cut(read.Buffer, read.IsCompleted);
            foreach (var record in cut)
            {
                yield return record;
                if (record.EndsBody) yield break;
            }

            if (rest.Length > RecordLines.LongestEncoded)
            {
                yield return Record.Broken(place + 1, RecordErrors.TooLong);
                yield break;
            }

            body.AdvanceTo(rest.Start, rest.End);
        }
        while (!read.IsCompleted);
    }

    // What is left is the beginning of a record whose end has not come yet.
    private ReadOnlySequence<byte> Cut(ReadOnlySequence<byte> buffer, bool isAll)
    {
        cut.Clear();
        var reader = new Utf8JsonReader(buffer, isAll, state);
        var kept = reader.Position;
        try
        {
            while (reader.Read())
            {
                if (isBegun && reader.TokenType != JsonTokenType.EndArray)
                {
                    var start = reader.TokenStartIndex;
                    if (!reader.TrySkip()) break;

                    var record = buffer.Slice(start, reader.BytesConsumed - start);
                    cut.Add(JsonRecords.Parse(++place, record.IsSingleSegment ? record.FirstSpan : record.ToArray(), json));
                }
                else if (!isBegun)
                {
                    if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("An array is expected.");
                    isBegun = true;
                }

                (state, kept) = (reader.CurrentState, reader.Position);
            }
        }
        catch (JsonException)
        {
            cut.Add(Record.Broken(place + 1, RecordErrors.ArrayMalformed));
        }

        return buffer.Slice(kept);
    }
}
