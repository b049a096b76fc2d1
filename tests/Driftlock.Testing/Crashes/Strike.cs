using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Crashes;

/// <summary>One fault: what ends, and when.</summary>
public abstract record Strike
{
    /// <summary>What it is counted as.</summary>
    public abstract string Name { get; }

    /// <summary>The service ends when it comes to that place for that time, as by <c>kill -9</c>.</summary>
    public sealed record AtPoint(string Point, int Time) : Strike
    {
        /// <inheritdoc/>
        public override string Name => Point;
    }

    /// <summary>The service ends so long after it could take requests.</summary>
    public sealed record OfService(TimeSpan After) : Strike
    {
        /// <inheritdoc/>
        public override string Name => "kill -9 at random";
    }

    /// <summary>The database ends so long after the service could take requests, and starts again.</summary>
    public sealed record OfDatabase(TimeSpan After) : Strike
    {
        /// <inheritdoc/>
        public override string Name => "PostgreSQL, immediate";
    }

    /// <summary>So many faults of all kinds: most of them at named places, each place about as often.</summary>
    public static IReadOnlyList<Strike> Sample(int count, ulong seed)
    {
        var chance = new Chance(seed);
        var points = FaultPoints.Tried.ToList();
        var strikes = new List<Strike>();
        while (strikes.Count < count)
        {
            chance.Shuffle(points);
            foreach (var point in points)
            {
                if (strikes.Count % 5 == 3) strikes.Add(new OfService(AnyTime(chance)));
                if (strikes.Count % 10 == 9) strikes.Add(new OfDatabase(AnyTime(chance)));
                strikes.Add(new AtPoint(point, chance.Between(1, 3)));
            }
        }

        return [.. strikes.Take(count)];
    }

    private static TimeSpan AnyTime(Chance chance) => TimeSpan.FromMilliseconds(chance.Between(20, 600));
}
