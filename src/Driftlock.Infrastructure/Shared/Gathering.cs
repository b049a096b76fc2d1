using Driftlock.Application.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// Work that costs little more for many than for one: what comes while some is under way goes together with the next. It
/// holds what its callers wait for, so the limit of requests at work is its own.
/// </summary>
/// <param name="most">Most that go together.</param>
/// <param name="lanes">Most that are under way at once for a key.</param>
/// <param name="work">Does it, and says what came of each, in their order; what it fails with is everyone's.</param>
internal sealed class Gathering<TKey, TItem, TAnswer>(
    int most, int lanes, Func<TKey, IReadOnlyList<TItem>, Task<IReadOnlyList<Task<TAnswer>>>> work)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Line> lines = [];

    /// <summary>What came of the item.</summary>
    public Task<TAnswer> AddAsync(TKey key, TItem item)
    {
        var done = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (!lines.TryGetValue(key, out var line)) lines[key] = line = new Line();
            line.Waiting.Enqueue(new Asked(item, ExecutionContext.Capture(), done));
            if (line.Busy == lanes) return done.Task;
            line.Busy++;
        }

        _ = RunAsync(key);
        return done.Task;
    }

    private async Task RunAsync(TKey key)
    {
        while (Next(key) is { Count: > 0 } together)
        {
            var working = Start(key, together);
            await Task.WhenAny(working);
            if (working.IsCompletedSuccessfully)
            {
                foreach (var (one, answer) in together.Zip(await working)) one.Done.SetFromTask(answer);
                continue;
            }

            foreach (var done in together.Select(one => one.Done))
            {
                if (working.Exception is { } failure) done.SetException(failure.InnerExceptions);
                else done.SetCanceled();
            }
        }
    }

    // Traced as a part of what the first of them does.
    private Task<IReadOnlyList<Task<TAnswer>>> Start(TKey key, List<Asked> together)
    {
        if (together[0].Context is not { } context) return WorkAsync(key, together);

        Task<IReadOnlyList<Task<TAnswer>>>? working = null;
        ExecutionContext.Run(context, _ => working = WorkAsync(key, together), null);
        return working!;
    }

    // Whatever goes wrong with it is in the task: who waits is answered always.
    private async Task<IReadOnlyList<Task<TAnswer>>> WorkAsync(TKey key, List<Asked> together)
    {
        var answers = await work(key, [.. together.Select(one => one.Item)]);
        if (answers.Count == together.Count) return answers;

        throw new InvalidOperationException($"{answers.Count} answers for {together.Count} items.");
    }

    private List<Asked> Next(TKey key)
    {
        lock (gate)
        {
            var line = lines[key];
            var together = new List<Asked>();
            while (together.Count < most && line.Waiting.TryDequeue(out var one)) together.Add(one);
            if (together.Count == 0 && --line.Busy == 0) lines.Remove(key);
            return together;
        }
    }

    private sealed class Line
    {
        public Queue<Asked> Waiting { get; } = new();

        public int Busy { get; set; }
    }

    private sealed record Asked(TItem Item, ExecutionContext? Context, TaskCompletionSource<TAnswer> Done);
}

/// <summary>What comes of one of several that are tried one after the other.</summary>
internal static class Outcome
{
    /// <summary>Its answer, or what the database failed with, as a task that has ended: the others go on.</summary>
    public static async Task<Task<TAnswer>> OfAsync<TAnswer>(Func<Task<TAnswer>> attempt)
    {
        try
        {
            return Task.FromResult(await attempt());
        }
        catch (Exception failure) when (
            failure is NpgsqlException or UniqueViolationException or InvalidOperationException)
        {
            return Task.FromException<TAnswer>(failure);
        }
    }
}
