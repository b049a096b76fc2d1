using System.Diagnostics.CodeAnalysis;
using Driftlock.Domain.Detection;

namespace Driftlock.Testing.Fuzzing;

/// <summary>What holds for every answer of the core, whatever the events are. A breach is an exception.</summary>
public static class ScoreChecks
{
    /// <summary>Bytes of an event that are scored.</summary>
    public const int LongestScored = 1 << 20;

    private const int MostWords = 16;
    private const int LargestCalibration = 2048;

    /// <summary>A logarithm of the core is off by at most a step of 1/256 bit, and a rank takes two.</summary>
    private const double LogarithmError = 3.0 / 256;

    /// <summary>Bit counts are held in 32 bits; from here on they may be cut off.</summary>
    private const double LargestBits = uint.MaxValue / 256.0;

    /// <summary>Checks the answer to one event.</summary>
    /// <param name="text">The event.</param>
    /// <param name="score">Its score.</param>
    /// <param name="words">Its words.</param>
    /// <param name="learning">Whether the stream is still being taught.</param>
    /// <param name="explainAtOrBelow">What was asked for.</param>
    public static void Check(
        ReadOnlySpan<byte> text,
        in EventScore score,
        ReadOnlySpan<WordCost> words,
        bool learning,
        double explainAtOrBelow)
    {
        CheckNumbers(score);
        var truncated = text.Length > LongestScored;
        var expected = learning ? ScoreFlags.Learning : ScoreFlags.None;
        if (truncated) expected |= ScoreFlags.Truncated;
        if ((score.Flags & ~ScoreFlags.Extrapolated) != expected)
            Broken($"The flags are {score.Flags} for {text.Length} bytes, learning is {learning}.");

        if (learning) CheckTeaching(score);
        else CheckRank(score);

        var explained = !learning && score.PValue <= explainAtOrBelow;
        if (explained) CheckWords(text, words, score.Bits);
        else if (!words.IsEmpty) Broken($"{words.Length} words at {score.PValue}, wanted to {explainAtOrBelow}.");
    }

    /// <summary>Checks the words of an event that costs so many bits.</summary>
    public static void CheckWords(ReadOnlySpan<byte> text, ReadOnlySpan<WordCost> words, double bits)
    {
        if (words.Length is 0 or > MostWords) Broken($"There are {words.Length} words.");

        var (sum, starts) = (0.0, new HashSet<int>(words.Length));
        var end = Math.Min(text.Length, LongestScored);
        foreach (var word in words)
        {
            if (word.Start < 0 || word.Start > word.End || word.End > end || !starts.Add(word.Start))
                Broken($"There is the word {word} in {text.Length} bytes.");
            if (!IsCost(word.Bits) || !IsCost(word.RawBits)) Broken($"There is the word {word}.");
            sum += word.Bits;
        }

        if (bits >= LargestBits) return;
        if (sum > bits || (words.Length < MostWords && sum < bits))
            Broken($"{words.Length} words cost {sum} bits, the event {bits}.");
    }

    /// <summary>Ends the round with what was found.</summary>
    [DoesNotReturn]
    public static void Broken(string finding) => throw new InvalidOperationException(finding);

    private static void CheckNumbers(in EventScore score)
    {
        var costs = IsCost(score.Bits) && IsCost(score.ExpectedBits) && IsCost(score.Score);
        var chances = IsChance(score.PValue) && IsChance(score.AnchorPValue) && IsChance(score.RecentPValue);
        if (!costs || !chances) Broken($"That is no score: {score}.");
        if (score.CalibrationEvents is < 0 or > LargestCalibration) Broken($"Too much calibrates: {score}.");
    }

    private static void CheckTeaching(in EventScore score)
    {
        var silent = score is { Bits: 0, Score: 0, PValue: 1, AnchorPValue: 1, RecentPValue: 1 };
        if (!silent || score.Flags.HasFlag(ScoreFlags.Extrapolated)) Broken($"While it is taught it says {score}.");
    }

    private static void CheckRank(in EventScore score)
    {
        if (!score.PValue.Equals(score.AnchorPValue) && !score.PValue.Equals(score.RecentPValue))
            Broken($"Neither model said p: {score}.");
        if (score.PValue < 1.0 / (score.CalibrationEvents + 1)) Broken($"p is too small for its calibration: {score}.");
        if (score.Score + LogarithmError < -Math.Log2(score.PValue)) Broken($"The score is too small for p: {score}.");
    }

    private static bool IsCost(double bits) => double.IsFinite(bits) && bits >= 0;

    private static bool IsChance(double p) => p is > 0 and <= 1;
}
