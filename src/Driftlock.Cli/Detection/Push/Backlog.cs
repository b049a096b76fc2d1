namespace Driftlock.Cli.Detection.Push;

/// <summary>
/// The spool between the one that reads and the one that sends. Both may ask at any time, and wait for the other.
/// </summary>
internal sealed class Backlog(Spool spool)
{
    /// <summary>Batches that are read ahead while the service takes them; more only while it does not.</summary>
    public const int MostAhead = 4;

    private readonly Lock gate = new();
    private readonly Queue<SpooledBatch> waiting = new(spool.Found);
    private TaskCompletionSource changed = NewSignal();
    private long roomWanted;
    private bool isAway;
    private bool isComplete;

    /// <summary>Batches that wait.</summary>
    public int Count
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>Whether the service takes nothing at the moment.</summary>
    public bool IsAway
    {
        get
        {
            lock (gate) return isAway;
        }

        set => Change(() => isAway = value);
    }

    /// <summary>Whether no more are read.</summary>
    public bool IsComplete
    {
        get
        {
            lock (gate) return isComplete;
        }
    }

    /// <summary>No more are read.</summary>
    public void Complete() => Change(() => isComplete = true);

    /// <summary>
    /// Waits until so many bytes more can be kept: for the service to come along, and, of an input that is there only
    /// once, for the spool to have room again.
    /// </summary>
    /// <param name="bytes">How many.</param>
    /// <param name="waitsForRoom">Whether a full spool is waited for while the service takes nothing.</param>
    /// <param name="full">Told once that it is.</param>
    /// <param name="ending">From then on nobody waits.</param>
    /// <returns>Whether there is room.</returns>
    public async Task<bool> MakeRoomAsync(long bytes, bool waitsForRoom, Action full, CancellationToken ending)
    {
        var isTold = false;
        while (true)
        {
            Task signal;
            bool hasRoom;
            lock (gate)
            {
                hasRoom = spool.HasRoomFor(bytes);
                if (hasRoom && (isAway || waiting.Count < MostAhead || ending.IsCancellationRequested)) return true;
                if (!hasRoom && (ending.IsCancellationRequested || (isAway && !waitsForRoom))) return false;
                signal = changed.Task;
            }

            if (!hasRoom && !isTold) full();
            isTold |= !hasRoom;
            await signal.WaitAsync(ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Keeps a batch behind all others.</summary>
    public void Add(BatchLabel label, ReadOnlyMemory<byte> content) =>
        Change(() => waiting.Enqueue(spool.Keep(label, content.Span)));

    /// <summary>
    /// The same without waiting. What finds no room keeps all behind it out, also what is smaller, until there would be
    /// room for it: the stream gets one gap, not many.
    /// </summary>
    /// <returns>Whether there was room for it.</returns>
    public bool TryAdd(BatchLabel label, ReadOnlyMemory<byte> content)
    {
        lock (gate)
        {
            var wanted = Math.Max(content.Length, roomWanted);
            var hasRoom = spool.HasRoomFor(wanted);
            roomWanted = hasRoom ? 0 : wanted;
            if (!hasRoom) return false;
        }

        // Whoever sends only makes more room.
        Add(label, content);
        return true;
    }

    /// <summary>The oldest batch, as soon as there is one; none when there will be no more.</summary>
    public async Task<SpooledBatch?> OldestAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (waiting.TryPeek(out var oldest)) return oldest;
                if (isComplete) return null;
                signal = changed.Task;
            }

            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The service has answered for the oldest.</summary>
    public void RemoveOldest() => Change(() => spool.Remove(waiting.Dequeue()));

    /// <summary>The service will never take the oldest.</summary>
    /// <returns>Where it is kept.</returns>
    public string SetOldestAside()
    {
        var path = "";
        Change(() => path = spool.SetAside(waiting.Dequeue()));
        return path;
    }

    /// <summary>Waits that long, or until no more are read.</summary>
    public async Task PauseAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource(longest, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        while (!over.IsCancellationRequested)
        {
            Task signal;
            lock (gate)
            {
                if (isComplete) return;
                signal = changed.Task;
            }

            await signal.WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            change();
            (signal, changed) = (changed, NewSignal());
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
