namespace Driftlock.Native.Tests.Shared;

/// <summary>
/// SplitMix64: the same numbers for a seed here and in the tests of the core itself (<c>native/model/tests</c>).
/// </summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        state += 0x9E37_79B9_7F4A_7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to one less than the bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>True so many times in a hundred.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
