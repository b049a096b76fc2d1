namespace Driftlock.Cli.Shared;

/// <summary>The items with the highest scores so far; of equal ones the earlier stay.</summary>
internal sealed class Strongest<T>(int most)
{
    private readonly PriorityQueue<T, (double Score, long Earliness)> items = new();
    private long added;

    public bool IsFull => items.Count >= most;

    /// <summary>The weakest of them, the first to go.</summary>
    public T Weakest => items.Peek();

    /// <summary>Whether an item of this score would be among them.</summary>
    public bool Wants(double score) =>
        !IsFull || (items.TryPeek(out _, out var weakest) && score > weakest.Score);

    public void Add(double score, T item)
    {
        items.Enqueue(item, (score, -added++));
        if (items.Count > most) items.Dequeue();
    }

    /// <summary>The strongest first.</summary>
    public IReadOnlyList<T> InOrder() =>
        [.. items.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
