using Driftlock.Application.Detection;

namespace Driftlock.Cli.Detection.Input;

/// <summary>Consecutive lines of one input on their way to the core, and where each came from.</summary>
internal sealed class LineBatch
{
    /// <summary>Small enough that the first of many lines is judged at once.</summary>
    private const int MostLines = 256;

    private const int MostBytes = 1 << 18;

    private readonly long[] offsets = new long[MostLines];

    /// <summary>The lines.</summary>
    public EventBatch Events { get; } = new();

    /// <summary>Number of the first line, from 1.</summary>
    public long FirstLine { get; private set; }

    /// <summary>How far the input is read, in bytes of the file as it lies on the disk.</summary>
    public long Progress { get; set; }

    public int Count => Events.Count;

    public bool IsFull => Count == MostLines || Events.Bytes.Length >= MostBytes;

    /// <summary>Where a line begins, in bytes of the text.</summary>
    public long Offset(int index) => offsets[index];

    public void Add(ReadOnlySpan<byte> line, long number, long offset)
    {
        if (Count == 0) FirstLine = number;
        offsets[Count] = offset;
        Events.Add(line);
    }

    /// <summary>Copies the lines of another batch, from one on and up to another.</summary>
    public void AddRange(LineBatch other, Range range)
    {
        var (start, length) = range.GetOffsetAndLength(other.Count);
        for (var index = start; index < start + length; index++)
            Add(other.Events[index], other.FirstLine + index, other.Offset(index));
        Progress = other.Progress;
    }

    public void Clear() => Events.Clear();
}
