using System.Collections.Concurrent;
using Driftlock.Domain.Detection;

namespace Driftlock.Infrastructure.Detection.Jobs;

/// <summary>
/// Streams of which this process could take no snapshot lately. They are left alone for a while, since each attempt
/// replays a log that grows, and the runs meanwhile have their time for the others.
/// </summary>
internal sealed class BrokenStreams(TimeProvider clock)
{
    /// <summary>How long one is left alone.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    /// <summary>Most that are remembered; with one more all are tried again.</summary>
    public const int Most = 1000;

    private readonly ConcurrentDictionary<StreamId, (DateTimeOffset Until, Exception Failure)> known = new();

    /// <summary>What the attempt ended with after which the stream is left alone now; nothing if it is not.</summary>
    public Exception? FailureOf(StreamId stream) =>
        known.TryGetValue(stream, out var broken) && clock.GetUtcNow() < broken.Until ? broken.Failure : null;

    /// <summary>Leaves it alone from now on.</summary>
    public void Add(StreamId stream, Exception failure)
    {
        if (known.Count >= Most) known.Clear();
        known[stream] = (clock.GetUtcNow() + Rest, failure);
    }
}
