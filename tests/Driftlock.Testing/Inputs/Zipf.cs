using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Inputs;

/// <summary>Draws from so many things, the k-th with a frequency of 1/k.</summary>
public sealed class Zipf
{
    private readonly double[] upTo;

    /// <summary>Of that many things.</summary>
    public Zipf(int count)
    {
        upTo = new double[count];
        var sum = 0.0;
        for (var at = 0; at < count; at++) upTo[at] = sum += 1.0 / (at + 1);
    }

    /// <summary>The place of the one that is drawn, from 0.</summary>
    public int Draw(Chance chance)
    {
        var found = Array.BinarySearch(upTo, chance.Share() * upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, upTo.Length - 1);
    }
}
