using Driftlock.Infrastructure.Shared;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>The fault points that work comes to.</summary>
internal static class Reached
{
    /// <summary>Does it, and says which they were.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="also">What happens at each, on the thread that came there.</param>
    public static async Task<List<string>> ByAsync(Func<Task> work, Action<string>? also = null)
    {
        var reached = new List<string>();
        Fault.OnReach(point =>
        {
            lock (reached) reached.Add(point);
            also?.Invoke(point);
        });
        try
        {
            await work();
        }
        finally
        {
            Fault.OnReach(null);
        }

        return reached;
    }

    /// <summary>Does it, and something else, wholly, when it comes to a point for the first time.</summary>
    public static async Task<List<string>> InterruptedAsync(Func<Task> work, string at, Func<Task> meanwhile)
    {
        var come = new TaskCompletionSource();
        using var done = new ManualResetEventSlim();
        var interfering = Task.Run(async () =>
        {
            await come.Task;
            await meanwhile();
            done.Set();
        });
        var reached = await ByAsync(work, point =>
        {
            if (point != at) return;
            come.TrySetResult();
            done.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
        });
        await interfering;
        return reached;
    }
}
