using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Crashes;

/// <summary>One <c>kill -9</c> of the service: at a named place, or at any moment.</summary>
/// <param name="Point">The place; none for a moment.</param>
/// <param name="Time">Which of its visits there is the last one.</param>
/// <param name="After">The moment, from when it could take requests.</param>
public sealed record Strike(string? Point, int Time, TimeSpan After)
{
    /// <summary>What it is told as.</summary>
    public string Name => Point is null ? $"{After.TotalMilliseconds:0} ms after it was ready" : $"{Point}, visit {Time}";

    /// <summary>As <c>DRIFTLOCK_FAULT</c> says it.</summary>
    public string? Fault => Point is null ? null : $"{Point}:{Time}";

    /// <summary>So many: each fifth at any moment, the others dealt among the places, so that each has its share.</summary>
    public static IReadOnlyList<Strike> Deal(int count, ulong seed)
    {
        var chance = new Chance(seed);
        var deck = new Stack<string>();
        return [.. Enumerable.Range(1, count).Select(number => number % 5 == 0 ? AtAnyMoment(chance) : AtPlace(chance, deck))];
    }

    private static Strike AtAnyMoment(Chance chance) => new(null, 0, TimeSpan.FromMilliseconds(chance.Between(20, 800)));

    private static Strike AtPlace(Chance chance, Stack<string> deck)
    {
        if (deck.Count == 0)
        {
            var points = FaultPoints.Tried.ToList();
            chance.Shuffle(points);
            foreach (var point in points) deck.Push(point);
        }

        return new Strike(deck.Pop(), chance.Between(1, 3), TimeSpan.Zero);
    }
}
