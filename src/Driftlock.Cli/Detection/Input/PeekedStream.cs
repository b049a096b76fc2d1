namespace Driftlock.Cli.Detection.Input;

/// <summary>A stream whose beginning was looked at, and is read again all the same; also of a pipe.</summary>
internal sealed class PeekedStream : Stream
{
    private readonly Stream rest;
    private readonly byte[] head;
    private readonly int headLength;
    private int read;
    private volatile bool isStopped;

    /// <summary>Reads what arrives first, and on until there are at least as many bytes.</summary>
    public PeekedStream(Stream stream, int headLength, int atLeast)
    {
        rest = stream;
        head = new byte[headLength];
        this.headLength = stream.ReadAtLeast(head, atLeast, throwOnEndOfStream: false);
    }

    public ReadOnlySpan<byte> Head => head.AsSpan(0, headLength);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Behind what was looked at is the end now, whatever would come; a read that waits already waits on.
    /// </summary>
    public void Stop() => isStopped = true;

    public override int Read(Span<byte> buffer)
    {
        if (read == headLength) return isStopped ? 0 : rest.Read(buffer);

        var count = Math.Min(buffer.Length, headLength - read);
        head.AsSpan(read, count).CopyTo(buffer);
        read += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) rest.Dispose();
        base.Dispose(disposing);
    }
}
