namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// What each byte of a text costs, given the bytes before it. The context of one byte has a table of its own (room for
/// 40 bytes, halved at 4000). The others share 4096 places (room for 13 bytes each, halved at 250): the highest 12 bits
/// of a context's number choose a place, its lowest 16 bits (the last of them set) are the sign by which the context is
/// known there. It lives there or in the neighbour, whose number differs in the lowest bit; a context that is not found
/// when it is learned takes the place with the smaller total of both, the chosen one if they are equal.
/// </summary>
internal sealed class ByteModel
{
    private readonly SymbolCounts[] first = [.. Enumerable.Range(0, 256).Select(_ => new SymbolCounts(40, 4000))];
    private readonly Place?[] places = new Place?[4096];

    /// <summary>Costs in 1/256 bit of every byte and of the end; nothing is learned.</summary>
    public List<int> Costs(byte[] text)
    {
        var costs = new List<int>();
        foreach (var (before, symbol, contexts) in Walk(text))
        {
            var p = Probability.First(first[before], symbol);
            foreach (var context in contexts)
                if (Find(context) is { } place) p = p.Refine(place.Counts, symbol);
            costs.Add(p.Cost);
        }

        return costs;
    }

    /// <summary>Counts every byte and the end in all their contexts.</summary>
    public void Learn(byte[] text)
    {
        foreach (var (before, symbol, contexts) in Walk(text))
        {
            first[before].Learn(symbol);
            foreach (var context in contexts) (Find(context) ?? Claim(context)).Counts.Learn(symbol);
        }
    }

    /// <summary>A model with the same counts.</summary>
    public ByteModel Copy()
    {
        var copy = new ByteModel();
        for (var at = 0; at < first.Length; at++) copy.first[at] = first[at].Copy();
        for (var at = 0; at < places.Length; at++)
            copy.places[at] = places[at] is { } place ? place with { Counts = place.Counts.Copy() } : null;
        return copy;
    }

    private static IEnumerable<(byte Before, byte Symbol, uint[] Contexts)> Walk(byte[] text)
    {
        var contexts = Contexts.Of(text);
        for (var at = 0; at <= text.Length; at++)
            yield return (at > 0 ? text[at - 1] : (byte)0, at < text.Length ? text[at] : Contexts.End, contexts[at]);
    }

    private Place? Find(uint context)
    {
        var (chosen, sign) = PlaceOf(context);
        if (places[chosen]?.Sign == sign) return places[chosen];
        return places[chosen ^ 1]?.Sign == sign ? places[chosen ^ 1] : null;
    }

    private Place Claim(uint context)
    {
        var (chosen, sign) = PlaceOf(context);
        var (here, beside) = (places[chosen]?.Counts.Total ?? 0, places[chosen ^ 1]?.Counts.Total ?? 0);
        var place = new Place(sign, new SymbolCounts(13, 250));
        places[here <= beside ? chosen : chosen ^ 1] = place;
        return place;
    }

    private static (int Chosen, int Sign) PlaceOf(uint context) => ((int)(context >> 20), (int)(context & 0xffff) | 1);

    private sealed record Place(int Sign, SymbolCounts Counts);
}
