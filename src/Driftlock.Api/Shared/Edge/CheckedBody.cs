using Driftlock.Domain.Shared;

namespace Driftlock.Api.Shared.Edge;

/// <summary>Why a body was refused while it was read: the answer says it, whoever was reading.</summary>
internal sealed record RefusedBody(Error Error);

/// <summary>
/// A body that fails where it is damaged, for the reader of JSON looks into a text only when somebody asks for it, and
/// what undoes an encoding throws as if the bug were ours.
/// </summary>
/// <param name="body">What is read; it belongs to the server.</param>
/// <param name="context">Whose body it is.</param>
/// <param name="text">Follows it if it is to be UTF-8.</param>
/// <param name="isEncoded">Whether an encoding is undone in it.</param>
internal sealed class CheckedBody(Stream body, HttpContext context, Utf8Reading? text, bool isEncoded) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;

        int read;
        try
        {
            read = await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (isEncoded && exception is InvalidDataException or InvalidOperationException)
        {
            throw Refuse(EdgeErrors.DamagedEncoding);
        }

        return text is null || text.Takes(buffer.Span[..read]) ? read : throw Refuse(EdgeErrors.NotUtf8);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    private BadHttpRequestException Refuse(Error error)
    {
        context.Features.Set(new RefusedBody(error));
        return new BadHttpRequestException(error.Message);
    }
}
