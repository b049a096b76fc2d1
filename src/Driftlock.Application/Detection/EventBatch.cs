namespace Driftlock.Application.Detection;

/// <summary>
/// Events on their way to the core: one flat buffer and its offsets, as the core reads them. Meant to be used again
/// after <see cref="Clear"/>, so that a long run allocates once.
/// </summary>
public sealed class EventBatch
{
    /// <summary>Most events of a batch.</summary>
    public const int MaximumEvents = 65_536;

    /// <summary>Most bytes of a batch, all events together.</summary>
    public const int MaximumBytes = 64 << 20;

    private byte[] bytes = new byte[4096];
    private uint[] offsets = new uint[64];

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>All events, one after the other, without separators.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, End);

    /// <summary>Where each event begins in <see cref="Bytes"/>, and where the last one ends.</summary>
    public ReadOnlySpan<uint> Offsets => offsets.AsSpan(0, Count + 1);

    private int End => (int)offsets[Count];

    /// <summary>The event's bytes, valid until the next change.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return bytes.AsSpan((int)offsets[index], (int)(offsets[index + 1] - offsets[index]));
        }
    }

    /// <summary>Whether one more event of that length can be added.</summary>
    public bool HasRoomFor(int length) => Count < MaximumEvents && length <= MaximumBytes - End;

    /// <summary>Adds a copy of the event; any bytes, also none. Ask <see cref="HasRoomFor"/> first.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (!HasRoomFor(text.Length)) throw new InvalidOperationException("The batch is full.");

        var start = End;
        if (start + text.Length > bytes.Length) Grow(ref bytes, start + text.Length, MaximumBytes);
        if (Count + 2 > offsets.Length) Grow(ref offsets, Count + 2, MaximumEvents + 1);
        text.CopyTo(bytes.AsSpan(start));
        offsets[++Count] = (uint)(start + text.Length);
    }

    /// <summary>Empties the batch and keeps its memory.</summary>
    public void Clear() => Count = 0;

    private static void Grow<T>(ref T[] array, int needed, int limit) =>
        Array.Resize(ref array, Math.Min(Math.Max(needed, array.Length * 2), limit));
}
