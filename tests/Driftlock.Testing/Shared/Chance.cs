namespace Driftlock.Testing.Shared;

/// <summary>Seeded chance, the same on every machine and with every runtime: SplitMix64.</summary>
public sealed class Chance(ulong seed)
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    private ulong state = seed;

    /// <summary>Chance for one part of a whole, so that any part can be done again without those before it.</summary>
    public static Chance ForPart(ulong seed, long part) => new(new Chance(seed + ((ulong)part * Step)).Next());

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        state += Step;
        var x = (state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        return x ^ (x >> 31);
    }

    /// <summary>From 0 up to, but not, the limit.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>Between the two, both possible.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>From 0 up to, but not, 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    /// <summary>True so many times in a hundred.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    /// <summary>One of them.</summary>
    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>Puts them in a random order.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var at = items.Count - 1; at > 0; at--)
        {
            var other = Below(at + 1);
            (items[at], items[other]) = (items[other], items[at]);
        }
    }
}
