using System.Collections.Concurrent;

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>
/// Workspaces, each for one thread at a time and shared between all streams. Keeps as many as there are processors;
/// what is given back beyond that is freed. Whoever rents one gives it back after a call that went well: a failed one
/// may have left it unusable, then its finalizer frees it.
/// </summary>
internal sealed class WorkspacePool(bool lineCache) : IDisposable
{
    private readonly ConcurrentStack<Workspace> idle = new();
    private volatile bool disposed;

    public Workspace Rent() => idle.TryPop(out var workspace) ? workspace : new Workspace(lineCache);

    public void Return(Workspace workspace)
    {
        if (disposed || idle.Count >= Environment.ProcessorCount) workspace.Dispose();
        else idle.Push(workspace);
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryPop(out var workspace)) workspace.Dispose();
    }
}

/// <summary>The core's working memory, and room for the answers of one call.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Events of one call into the core; a longer batch takes several, with the same answers.</summary>
    public const int EventsPerCall = 512;

    public Workspace(bool lineCache) =>
        NativeMethods.CreateWorkspace(lineCache ? 1u : 0u, out Handle).ThrowUnlessOk();

    public readonly WorkspaceHandle Handle;

    public readonly NativeScore[] Scores = new NativeScore[EventsPerCall];

    public readonly NativeWord[] Words = new NativeWord[EventsPerCall * NativeMethods.WordsPerEvent];

    public void Dispose() => Handle.Dispose();
}
