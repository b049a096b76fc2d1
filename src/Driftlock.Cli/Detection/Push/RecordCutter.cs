using System.Buffers;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Records that are sent together.</summary>
/// <param name="Body">As they are sent, each with its line end.</param>
/// <param name="FirstLine">Of the input, from 1: where the first record begins.</param>
/// <param name="HeaderLines">Lines before the first record, which every batch of CSV repeats.</param>
/// <param name="Records">How many there are.</param>
internal sealed record CutRecords(ReadOnlyMemory<byte> Body, long FirstLine, int HeaderLines, int Records);

/// <summary>
/// Gathers lines to batches, and cuts them between records alone: a row of CSV goes on while a quote is open, as the
/// service reads it too.
/// </summary>
internal sealed class RecordCutter(RecordForm form)
{
    /// <summary>Records of a batch: so many answer soon, and cost one request.</summary>
    public const int MostRecords = 10_000;

    /// <summary>
    /// Bytes after which a batch is full. One record may go beyond it, and with the longest one a batch is still below
    /// the 10 MiB that the service takes as one piece.
    /// </summary>
    public const int MostBytes = 2 << 20;

    /// <summary>Bytes of a record that encodes an event of 1 MiB; the service refuses a longer one, alone.</summary>
    public const int LongestRecord = (6 << 20) + (64 << 10);

    private readonly ArrayBufferWriter<byte> body = new();
    private readonly ArrayBufferWriter<byte> row = new();
    private byte[] header = [];
    private int headerLines;
    private long firstLine;
    private int records;
    private long rowLine;
    private bool isOpen;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public bool IsEmpty => records == 0;

    public bool IsFull => records >= MostRecords || body.WrittenCount >= MostBytes;

    /// <summary>Takes one line without its end.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number in the input, from 1.</param>
    public void Add(ReadOnlySpan<byte> line, long number)
    {
        if (row.WrittenCount == 0) rowLine = number;
        Write(line);
        if (form == RecordForm.Csv)
        {
            isOpen ^= line.Count((byte)'"') % 2 != 0;
            // What is longer is refused, and the line after it begins a new one.
            if (row.WrittenCount > LongestRecord) isOpen = false;
            if (isOpen) return;
        }

        CloseRow(number);
    }

    /// <summary>
    /// There is no more: what is still open is a record too, and the service says what is wrong with it.
    /// </summary>
    public void Complete()
    {
        if (!IsBlank) Keep();
    }

    /// <summary>What was gathered, which is gone from here.</summary>
    public CutRecords Take()
    {
        var taken = new CutRecords((byte[])[.. header, .. body.WrittenSpan], firstLine, headerLines, records);
        body.ResetWrittenCount();
        records = 0;
        return taken;
    }

    private bool IsBlank => row.WrittenSpan.Trim("\r\n"u8).IsEmpty;

    private void CloseRow(long lastLine)
    {
        if (form != RecordForm.Csv || headerLines > 0)
        {
            Keep();
        }
        else if (!IsBlank)
        {
            // Blank lines before the names are lines too.
            (header, headerLines) = (row.WrittenSpan.ToArray(), (int)lastLine);
            row.ResetWrittenCount();
        }
    }

    private void Keep()
    {
        if (records++ == 0) firstLine = rowLine;
        body.Write(row.WrittenSpan);
        row.ResetWrittenCount();
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        // The reader takes one mark and one CR away, and so does the service: what was behind them has to stay.
        var isFirst = IsEmpty && headerLines == 0 && row.WrittenCount == 0;
        if (isFirst && line.StartsWith(ByteOrderMark)) row.Write(ByteOrderMark);
        row.Write(line);
        row.Write(line.EndsWith((byte)'\r') ? "\r\n"u8 : "\n"u8);
    }
}
