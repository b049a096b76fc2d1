using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// The body of an answer, held back until it is whole or longer than <see cref="Longest"/>; until then its head can change
/// and a flush sends nothing. What must arrive while it is written asks for that by
/// <see cref="IHttpResponseBodyFeature.DisableBuffering"/>.
/// </summary>
internal sealed class HeldBody(HttpResponse response, IHttpResponseBodyFeature server)
    : PipeWriter, IHttpResponseBodyFeature, IDisposable
{
    /// <summary>Bytes that wait for the end of their answer.</summary>
    public const int Longest = 64 << 10;

    private const int Shortest = 4 << 10;

    private byte[] buffer = [];
    private int held;
    private int flushed;
    private int most = Longest;
    private bool isLetGo;
    private Stream? stream;

    /// <inheritdoc/>
    public Stream Stream => stream ??= AsStream(leaveOpen: true);

    /// <inheritdoc/>
    public PipeWriter Writer => this;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => isLetGo ? server.Writer.UnflushedBytes : held - flushed;

    /// <summary>Sends what is held: all of the answer, unless something of it went before.</summary>
    public async Task LetGoAsync(CancellationToken cancellationToken)
    {
        if (isLetGo || held == 0) return;

        response.ContentLength ??= held;
        await PassAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (isLetGo) return server.Writer.GetMemory(sizeHint);

        HaveRoomFor(sizeHint);
        return buffer.AsMemory(held);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => isLetGo ? server.Writer.GetSpan(sizeHint) : GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (isLetGo)
        {
            server.Writer.Advance(bytes);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, buffer.Length - held);
        held += bytes;
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        // With nothing written it is the head of the answer that is to arrive.
        if (!isLetGo && held > 0 && held <= most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            flushed = held;
            return default;
        }

        await PassAsync(cancellationToken);
        return await server.Writer.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!isLetGo && held + source.Length <= most) return await base.WriteAsync(source, cancellationToken);

        await PassAsync(cancellationToken);
        return await server.Writer.WriteAsync(source, cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => server.Writer.CancelPendingFlush();

    /// <summary>Nothing, for what ends an answer is the end of its request; with an exception nothing more is sent.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (exception is null) return;

        (isLetGo, held) = (true, 0);
        server.Writer.Complete(exception);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        await LetGoAsync(response.HttpContext.RequestAborted);
        await server.CompleteAsync();
    }

    /// <inheritdoc/>
    public void DisableBuffering()
    {
        // What is held leaves with the next flush.
        most = 0;
        isLetGo = isLetGo || held == 0;
        server.DisableBuffering();
    }

    /// <summary>Nothing while it is held: the head leaves with the body.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) =>
        isLetGo ? server.StartAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task SendFileAsync(
        string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        await server.SendFileAsync(path, offset, count, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => GiveBack();

    // As one write: the server makes the head before it takes the body, and takes nothing behind a head that failed.
    private async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        if (isLetGo) return;

        isLetGo = true;
        if (held == 0) return;

        await server.Writer.WriteAsync(buffer.AsMemory(0, held), cancellationToken);
        GiveBack();
    }

    private void HaveRoomFor(int sizeHint)
    {
        var needed = held + Math.Max(sizeHint, 1);
        if (needed <= buffer.Length) return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(2 * buffer.Length, Shortest)));
        buffer.AsSpan(0, held).CopyTo(larger);
        GiveBack();
        buffer = larger;
    }

    // The secret of a new key is in one of them.
    private void GiveBack()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        buffer = [];
    }
}
