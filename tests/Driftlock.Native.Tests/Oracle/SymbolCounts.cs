namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// Which bytes followed a context, and how often. It has room for so many different bytes; a further one takes the
/// place of the rarest, whose count is forgotten (of equally rare ones: the one whose place is first). When the counts
/// add up to the limit all are halved, rounded up.
/// </summary>
internal sealed class SymbolCounts(int room, int halveAt)
{
    private readonly List<(byte Symbol, int Count)> places = [];

    /// <summary>n: the sum of all counts.</summary>
    public int Total { get; private set; }

    /// <summary>d: the number of different bytes.</summary>
    public int Distinct => places.Count;

    /// <summary>c: how often this byte followed.</summary>
    public int Count(byte symbol) => places.Find(place => place.Symbol == symbol).Count;

    public void Learn(byte symbol)
    {
        var at = places.FindIndex(place => place.Symbol == symbol);
        if (at < 0) at = MakePlace(symbol);
        places[at] = (symbol, places[at].Count + 1);
        Total++;
        if (Total >= halveAt) Halve();
    }

    /// <summary>The same counts in the same places.</summary>
    public SymbolCounts Copy()
    {
        var copy = new SymbolCounts(room, halveAt) { Total = Total };
        copy.places.AddRange(places);
        return copy;
    }

    private int MakePlace(byte symbol)
    {
        if (places.Count < room)
        {
            places.Add((symbol, 0));
            return places.Count - 1;
        }

        var rarest = places.FindIndex(place => place.Count == places.Min(other => other.Count));
        Total -= places[rarest].Count;
        places[rarest] = (symbol, 0);
        return rarest;
    }

    private void Halve()
    {
        for (var at = 0; at < places.Count; at++) places[at] = (places[at].Symbol, (places[at].Count + 1) / 2);
        Total = places.Sum(place => place.Count);
    }
}
