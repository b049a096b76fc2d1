using System.Collections.Concurrent;
using Driftlock.Application.Keys;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;

namespace Driftlock.Infrastructure.Keys;

/// <summary>
/// What was looked up a moment ago, so that most requests ask the database nothing. An answer counts for two seconds
/// from before it was asked for, also if no one says that it has changed; who is told earlier forgets everything at
/// once, and a lookup that was under way then is not remembered.
/// </summary>
internal sealed class RememberedKeys(KeyDirectory directory, TimeProvider clock) : IKeyDirectory
{
    /// <summary>Most keys remembered, and apart from them most digests of no key: strangers push no key out.</summary>
    public const int Most = 10_000;

    /// <summary>How long an answer counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> unknown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<Result<KnownKey>>> asked = new(StringComparer.Ordinal);

    private long changes;

    /// <summary>How many answers are kept at the moment.</summary>
    public int Count => known.Count + unknown.Count;

    public bool Remembers(KeyDigest newest) => Find(newest.Hex) is not null;

    public Task<Result<KnownKey>> FindAsync(IReadOnlyList<KeyDigest> digests, CancellationToken cancellationToken)
    {
        var digest = digests[0].Hex;
        if (Find(digest) is { } remembered) return Task.FromResult(remembered.Answer);

        // Whoever asks for the same key meanwhile waits for the same answer.
        var mine = new TaskCompletionSource<Result<KnownKey>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = asked.GetOrAdd(digest, mine.Task);
        if (first == mine.Task) _ = AskAsync(digests, mine);
        return first.WaitAsync(cancellationToken);
    }

    /// <summary>Some key has changed.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref changes);
        known.Clear();
        unknown.Clear();
    }

    private Entry? Find(string digest) =>
        (known.TryGetValue(digest, out var entry) || unknown.TryGetValue(digest, out entry))
        && entry.Changes == Volatile.Read(ref changes)
        && clock.GetElapsedTime(entry.AskedAt) < Lifetime
            ? entry
            : null;

    private async Task AskAsync(IReadOnlyList<KeyDigest> digests, TaskCompletionSource<Result<KnownKey>> waiting)
    {
        var digest = digests[0].Hex;
        var (askedAt, before) = (clock.GetTimestamp(), Volatile.Read(ref changes));
        try
        {
            var found = await directory.FindAsync(digests, CancellationToken.None);
            var entry = new Entry(found, askedAt, before);
            if (found.IsSuccess) Remember(known, digest, entry);
            else if (found.Error == KeyErrors.NotFound) Remember(unknown, digest, entry);
            waiting.SetResult(found);
        }
        catch (Exception exception)
        {
            waiting.SetException(exception);
            throw;
        }
        finally
        {
            asked.TryRemove(digest, out _);
        }
    }

    private static void Remember(ConcurrentDictionary<string, Entry> memory, string digest, Entry entry)
    {
        if (memory.Count >= Most) memory.Clear();
        memory[digest] = entry;
    }

    private sealed record Entry(Result<KnownKey> Answer, long AskedAt, long Changes);
}
