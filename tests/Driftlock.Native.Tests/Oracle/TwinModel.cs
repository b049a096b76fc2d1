namespace Driftlock.Native.Tests.Oracle;

/// <summary>The two byte models of a stream, one of its masked texts and one of its texts as written.</summary>
internal sealed record TwinModel(ByteModel Masked, ByteModel Raw)
{
    public TwinModel() : this(new ByteModel(), new ByteModel())
    {
    }

    public TwinModel Copy() => new(Masked.Copy(), Raw.Copy());

    public void Learn(byte[] text)
    {
        Masked.Learn(MaskedText(text));
        Raw.Learn(text);
    }

    /// <summary>What an event costs, nothing learned.</summary>
    public Measured Measure(byte[] text)
    {
        var masked = MaskedText(text);
        var maskedCosts = Masked.Costs(masked);
        var rawCosts = Raw.Costs(text);

        var total = maskedCosts.Sum(cost => (long)cost);
        var rate = total * 256 / (masked.Length + 8);
        var statistics = new Statistics(Bounded(total), Bounded(rate), Bounded(DearestWord(text, rawCosts)),
            Bounded(rawCosts.Max()));
        return new Measured(maskedCosts, rawCosts, statistics);
    }

    /// <summary>A word costs its bytes and the byte behind it; a byte outside any word is one by itself.</summary>
    private static long DearestWord(byte[] text, List<int> costs)
    {
        long dearest = 0, word = 0;
        for (var at = 0; at < costs.Count; at++)
        {
            word += costs[at];
            dearest = Math.Max(dearest, word);
            if (at == text.Length || !Contexts.IsWord(text[at])) word = 0;
        }

        return dearest;
    }

    private static byte[] MaskedText(byte[] text) => [.. Masking.Mask(text).Select(masked => masked.Value)];

    private static uint Bounded(long value) => (uint)Math.Min(value, uint.MaxValue);
}

/// <summary>The costs of an event's bytes, in 1/256 bit, and the statistics taken of them.</summary>
internal sealed record Measured(List<int> MaskedCosts, List<int> RawCosts, Statistics Statistics);

/// <summary>The four numbers by which events are compared.</summary>
/// <param name="Total">T: bits of the masked text and its end, in 1/256.</param>
/// <param name="Rate">R = T / (masked length + 8), in 1/65536 bit a byte, rounded down.</param>
/// <param name="Word">K: bits of the dearest word as written, in 1/256.</param>
/// <param name="Byte">M: bits of the dearest byte as written, in 1/256.</param>
internal readonly record struct Statistics(uint Total, uint Rate, uint Word, uint Byte);
