using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>One stream's model in the core.</summary>
internal sealed class NativeStreamModel(StreamHandle stream, WorkspacePool workspaces) : IStreamModel
{
    public StreamModelDescription Describe()
    {
        NativeMethods.Describe(stream, out var native).ThrowUnlessOk();
        return new StreamModelDescription(
            (EventShape)native.Shape,
            (DetectionMode)native.Mode,
            native.Ready != 0,
            (int)native.Baseline,
            native.Ready != 0 ? 0 : (int)(native.Baseline - native.Taught),
            (int)native.Calibration,
            (long)native.Events,
            (long)native.Bytes);
    }

    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(Save()));

    public void Push(EventBatch events, bool learn, double explainAtOrBelow, ScoredEvents results)
    {
        results.Clear();
        var explainAt = Conversion.ToPartsPerBillion(explainAtOrBelow);
        var workspace = workspaces.Rent();
        for (var from = 0; from < events.Count; from += Workspace.EventsPerCall)
        {
            var count = Math.Min(events.Count - from, Workspace.EventsPerCall);
            NativeMethods.Push(
                stream,
                workspace.Handle,
                in MemoryMarshal.GetReference(events.Bytes),
                (ulong)events.Bytes.Length,
                in events.Offsets[from],
                (uint)count,
                learn ? 1u : 0u,
                explainAt,
                ref workspace.Scores[0],
                ref workspace.Words[0],
                (ulong)workspace.Words.Length,
                out _).ThrowUnlessOk();
            Collect(workspace, count, results);
        }

        workspaces.Return(workspace);
    }

    public IReadOnlyList<WordCost> Explain(ReadOnlySpan<byte> text)
    {
        var workspace = workspaces.Rent();
        NativeMethods.Explain(
            stream,
            workspace.Handle,
            in MemoryMarshal.GetReference(text),
            (ulong)text.Length,
            ref workspace.Words[0],
            (ulong)workspace.Words.Length,
            out var used).ThrowUnlessOk();
        var costs = new WordCost[used];
        Conversion.ToWordCosts(workspace.Words.AsSpan(0, costs.Length), costs);
        workspaces.Return(workspace);
        return costs;
    }

    public void Anchor()
    {
        var workspace = workspaces.Rent();
        NativeMethods.Anchor(stream, workspace.Handle).ThrowUnlessOk();
        workspaces.Return(workspace);
    }

    public byte[] Save()
    {
        NativeMethods.SaveStream(stream, out var buffer).ThrowUnlessOk();
        using (buffer)
        {
            var start = NativeMethods.GetBytes(buffer, out var length);
            var state = new byte[length];
            Marshal.Copy(start, state, 0, state.Length);
            return state;
        }
    }

    public void Dispose() => stream.Dispose();

    private static void Collect(Workspace workspace, int count, ScoredEvents results)
    {
        Span<WordCost> costs = stackalloc WordCost[NativeMethods.WordsPerEvent];
        for (var index = 0; index < count; index++)
        {
            ref readonly var score = ref workspace.Scores[index];
            var words = workspace.Words.AsSpan((int)score.WordsFrom, (int)score.Words);
            Conversion.ToWordCosts(words, costs);
            results.Add(Conversion.ToEventScore(in score), costs[..words.Length]);
        }
    }
}
