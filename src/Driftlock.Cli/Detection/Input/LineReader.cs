namespace Driftlock.Cli.Detection.Input;

/// <summary>
/// Cuts a stream of bytes into lines: LF or CRLF, the last with or without it. Whatever else the bytes are, they stay.
/// </summary>
/// <param name="stream">The text.</param>
/// <param name="longest">Bytes of a line that are kept.</param>
internal sealed class LineReader(Stream stream, int longest = LineReader.LongestLine)
{
    /// <summary>
    /// Bytes of a line that are kept unless somebody says otherwise: one more than the core looks at, so that it sees,
    /// and says, that there are more.
    /// </summary>
    public const int LongestLine = (1 << 20) + 1;

    private const int Block = 1 << 20;

    private readonly byte[] buffer = new byte[longest + Block];
    private int start;
    private int searched;
    private int end;
    private long startOffset;
    private long forgotten;
    private long lines;
    private bool ended;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Fills the batch with the next lines: until it is full, or until the reader would have to wait for more.
    /// False at the end.
    /// </summary>
    public bool Fill(LineBatch batch)
    {
        batch.Clear();
        while (!batch.IsFull)
        {
            var length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                Take(batch, searched + length, terminator: 1);
                continue;
            }

            searched = end;
            if (batch.Count > 0) break;
            if (ended) break;
            ended = !Read();
            if (ended && end > start) Take(batch, end, terminator: 0);
        }

        return batch.Count > 0;
    }

    private void Take(LineBatch batch, int lineEnd, int terminator)
    {
        var line = buffer.AsSpan(start, Math.Min(lineEnd - start, longest));
        var offset = startOffset;
        var whole = forgotten == 0 && line.Length == lineEnd - start;
        if (whole && line.EndsWith((byte)'\r')) line = line[..^1];
        if (lines == 0 && line.StartsWith(ByteOrderMark))
        {
            line = line[ByteOrderMark.Length..];
            offset += ByteOrderMark.Length;
        }

        batch.Add(line, ++lines, offset);
        startOffset += forgotten + lineEnd - start + terminator;
        start = searched = lineEnd + terminator;
        forgotten = 0;
    }

    private bool Read()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, searched, end) = (0, searched - start, end - start);
        }

        // What of a line is beyond its kept part is read into the room behind that, and forgotten.
        if (end > longest)
        {
            forgotten += end - longest;
            searched = end = longest;
        }

        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }
}
