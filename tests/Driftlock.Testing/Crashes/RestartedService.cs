namespace Driftlock.Testing.Crashes;

/// <summary>A service whose processes die and are followed by others; whoever asks is answered by the one that lives.</summary>
public sealed class RestartedService(string connectionString) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(15);

    private ServiceProcess? current;

    /// <summary>Starts the next process and waits until it answers, or has died already.</summary>
    /// <param name="fault">Where it is to die, as <c>DRIFTLOCK_FAULT</c> says it.</param>
    public async Task<ServiceProcess> StartAsync(string? fault = null)
    {
        var next = ServiceProcess.Start(connectionString, fault);
        await DisposeAsync();
        await next.SettledAsync();
        Volatile.Write(ref current, next);
        return next;
    }

    /// <summary>The process that lives, once there is one.</summary>
    public async Task<ServiceProcess> UpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Volatile.Read(ref current) is { Ended.IsCompleted: false } process) return process;

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref current, null) is { } process) await process.DisposeAsync();
    }
}
