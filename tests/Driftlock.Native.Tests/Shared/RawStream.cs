using System.Runtime.InteropServices;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Native.Tests.Shared;

/// <summary>
/// A stream with a workspace of its own, right at the border of the core: with the line cache or without, and with what
/// the adapter does not pass on.
/// </summary>
internal sealed class RawStream : IDisposable
{
    private readonly WorkspaceHandle workspace;

    public RawStream(int baseline, bool cached = true, uint mode = 0)
    {
        NativeMethods.CreateWorkspace(cached ? 1u : 0u, out workspace).ThrowUnlessOk();
        NativeMethods.CreateStream(new NativeOptions((uint)baseline, 0, mode), out var stream).ThrowUnlessOk();
        Stream = stream;
    }

    public StreamHandle Stream { get; }

    public WorkspaceHandle Workspace => workspace;

    /// <summary>Pushes the events in one call; the words are those that were used.</summary>
    public (NativeScore[] Scores, NativeWord[] Words) Push(
        IReadOnlyCollection<byte[]> events, bool learn = true, uint explainAt = 100_000_000)
    {
        var bytes = events.SelectMany(text => text).Append((byte)0).ToArray();
        var offsets = new uint[events.Count + 1];
        foreach (var (at, text) in events.Index()) offsets[at + 1] = offsets[at] + (uint)text.Length;
        var scores = new NativeScore[events.Count + 1];
        var words = new NativeWord[(events.Count * NativeMethods.WordsPerEvent) + 1];

        NativeMethods.Push(Stream, workspace, in bytes[0], (ulong)bytes.Length, in offsets[0], (uint)events.Count,
            learn ? 1u : 0u, explainAt, ref scores[0], ref words[0], (ulong)words.Length, out var used).ThrowUnlessOk();
        return (scores[..events.Count], words[..(int)used]);
    }

    public byte[] Save()
    {
        NativeMethods.SaveStream(Stream, out var buffer).ThrowUnlessOk();
        using (buffer)
        {
            var start = NativeMethods.GetBytes(buffer, out var length);
            var state = new byte[length];
            Marshal.Copy(start, state, 0, state.Length);
            return state;
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        workspace.Dispose();
    }
}
