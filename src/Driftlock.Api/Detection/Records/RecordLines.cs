using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Driftlock.Application.Detection;

namespace Driftlock.Api.Detection.Records;

/// <summary>A line of a body without its end, LF or CRLF; nothing of one that is too long.</summary>
internal readonly record struct RecordLine(long Number, byte[]? Content);

/// <summary>Cuts a body into lines as it comes in; no more of it is held than the longest line has.</summary>
internal static class RecordLines
{
    /// <summary>Bytes of a record that encodes its event: every byte of the longest may be an escape of six.</summary>
    public const int LongestEncoded = 6 * IncomingEvent.Longest + (64 << 10);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static async IAsyncEnumerable<RecordLine> ReadAsync(
        PipeReader body, int longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (number, isTooLong) = (0L, false);
        ReadResult read;
        do
        {
            read = await body.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                yield return Cut(++number, rest.Slice(0, end), isTooLong, longest);
                rest = rest.Slice(rest.GetPosition(1, end));
                isTooLong = false;
            }

            if (read.IsCompleted && (!rest.IsEmpty || isTooLong)) yield return Cut(++number, rest, isTooLong, longest);
            // With room for the CR that does not count.
            if (rest.Length > longest + 1) (rest, isTooLong) = (rest.Slice(rest.End), true);
            body.AdvanceTo(rest.Start, rest.End);
        }
        while (!read.IsCompleted);
    }

    private static RecordLine Cut(long number, ReadOnlySequence<byte> line, bool isTooLong, int longest)
    {
        if (isTooLong || line.Length > longest + 1) return new RecordLine(number, null);

        var content = line.ToArray();
        var kept = content.AsSpan();
        if (kept.EndsWith((byte)'\r')) kept = kept[..^1];
        if (number == 1 && kept.StartsWith(ByteOrderMark)) kept = kept[ByteOrderMark.Length..];
        if (kept.Length > longest) return new RecordLine(number, null);
        return new RecordLine(number, kept.Length == content.Length ? content : kept.ToArray());
    }
}
