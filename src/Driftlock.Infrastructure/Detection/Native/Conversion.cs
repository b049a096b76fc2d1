using Driftlock.Domain.Detection;

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>Between the core's fixed point and the domain's numbers; each value of the core has its double.</summary>
internal static class Conversion
{
    private const double StepsPerBit = 256;
    private const double Billion = 1e9;

    /// <summary>
    /// Rounded down, as the core rounds p-values up. By way of decimal: 0.29 times a billion is short of 290 million
    /// in binary, and an event right at the level would go unexplained.
    /// </summary>
    public static uint ToPartsPerBillion(double probability) =>
        (uint)((decimal)Math.Clamp(probability, 0, 1) * 1_000_000_000m);

    public static EventScore ToEventScore(in NativeScore native) => new()
    {
        Bits = native.Bits / StepsPerBit,
        ExpectedBits = native.ExpectedBits / StepsPerBit,
        Score = native.Score / StepsPerBit,
        PValue = native.P / Billion,
        AnchorPValue = native.AnchorP / Billion,
        RecentPValue = native.RecentP / Billion,
        CalibrationEvents = (int)native.Calibration,
        Flags = (ScoreFlags)native.Flags,
    };

    public static void ToWordCosts(ReadOnlySpan<NativeWord> words, Span<WordCost> costs)
    {
        for (var index = 0; index < words.Length; index++)
        {
            ref readonly var word = ref words[index];
            var (bits, rawBits) = (word.Bits / StepsPerBit, word.RawBits / StepsPerBit);
            costs[index] = new WordCost((int)word.Start, (int)word.End, bits, rawBits)
            {
                IsLiteral = word.Literal != 0,
            };
        }
    }
}
