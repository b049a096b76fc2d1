namespace Driftlock.Cli.Shared;

/// <summary>The items with the highest scores so far; of equal ones the earlier stay.</summary>
internal sealed class Strongest<T>(int most)
    where T : class
{
    private readonly PriorityQueue<T, (double Score, long Earliness)> items = new();
    private long added;

    public bool IsFull => items.Count >= most;

    /// <summary>The weakest of them, the first to go.</summary>
    public T Weakest => items.Peek();

    /// <summary>Whether an item of this score would be among them.</summary>
    public bool Wants(double score) =>
        !IsFull || (items.TryPeek(out _, out var weakest) && score > weakest.Score);

    /// <summary>Takes an item.</summary>
    /// <returns>What is not among them any more, once there are too many.</returns>
    public T? Add(double score, T item)
    {
        items.Enqueue(item, (score, -added++));
        return items.Count > most ? items.Dequeue() : null;
    }

    /// <summary>The strongest first.</summary>
    public IReadOnlyList<T> InOrder() =>
        [.. items.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
