using System.Buffers;
using System.Runtime.InteropServices;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>The detection core in <c>native/</c>, over its C interface. For any number of threads.</summary>
public sealed class NativeScorer : IAnomalyScorer, IDisposable
{
    private readonly WorkspacePool workspaces;

    /// <summary>Loads the core.</summary>
    /// <param name="lineCache">
    /// Whether lines that come again are looked up instead of scored again. The answers are the same either way.
    /// </param>
    /// <exception cref="DllNotFoundException">It is missing, damaged or of another version.</exception>
    public NativeScorer(bool lineCache = true)
    {
        NativeLibraryCheck.Run();
        workspaces = new WorkspacePool(lineCache);
    }

    /// <inheritdoc/>
    public IStreamModel Create(StreamModelOptions options)
    {
        if (options.BaselineEvents is < 1 or > StreamModelOptions.MaximumBaseline)
            throw new ArgumentOutOfRangeException(nameof(options), options.BaselineEvents, "No length of a baseline.");

        var native = new NativeOptions((uint)options.BaselineEvents, (uint)options.Shape, (uint)options.Mode);
        NativeMethods.CreateStream(in native, out var stream).ThrowUnlessOk();
        return new NativeStreamModel(stream, workspaces);
    }

    /// <inheritdoc/>
    public Result<IStreamModel> Restore(ReadOnlySpan<byte> state)
    {
        if (!state.StartsWith("DRIFTLCK"u8)) return DetectionErrors.NotAModel;

        var status = NativeMethods.LoadStream(
            in MemoryMarshal.GetReference(state), (ulong)state.Length, out var stream);
        if (status is NativeStatus.Corrupt) return DetectionErrors.CorruptedModel;
        if (status is NativeStatus.Newer) return DetectionErrors.ModelOfAnotherVersion;

        status.ThrowUnlessOk();
        return Result.Of<IStreamModel>(new NativeStreamModel(stream, workspaces));
    }

    /// <inheritdoc/>
    public byte[] Mask(ReadOnlySpan<byte> text)
    {
        // Of a long text the room is used again: what is large the collector leaves lying about.
        var room = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            NativeMethods.Mask(
                in MemoryMarshal.GetReference(text),
                (ulong)text.Length,
                ref MemoryMarshal.GetReference(room.AsSpan()),
                (ulong)room.Length,
                out var used).ThrowUnlessOk();
            return room[..(int)used];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <inheritdoc/>
    public CoreDescription Describe() => new(
        Marshal.PtrToStringUTF8(NativeMethods.GetVersion())!,
        $"{NativeMethods.GetAbiVersion()}",
        (int)NativeMethods.GetStateFormat());

    /// <inheritdoc/>
    public Result SelfTest()
    {
        var status = NativeMethods.TestSelf();
        if (status is NativeStatus.Wrong or NativeStatus.Panicked) return DetectionErrors.CoreUnusable;

        status.ThrowUnlessOk();
        return Result.Success;
    }

    /// <summary>Gives the working memory back.</summary>
    public void Dispose() => workspaces.Dispose();
}
