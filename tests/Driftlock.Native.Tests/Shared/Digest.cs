using Driftlock.Domain.Detection;

namespace Driftlock.Native.Tests.Shared;

/// <summary>FNV-1a of 64 bits, over numbers as their four bytes from the lowest on.</summary>
internal sealed class Digest
{
    private ulong hash = 0xCBF2_9CE4_8422_2325;

    /// <summary>Over everything that was answered: each event's score, behind it its words.</summary>
    public static string Of(Answers answers)
    {
        var digest = new Digest();
        var words = answers.Words.ToLookup(pair => pair.Event, pair => pair.Word);
        foreach (var (at, score) in answers.Scores.Index())
        {
            digest.Add(score);
            foreach (var word in words[at]) digest.Add(word);
        }

        return $"{digest.hash:x16}";
    }

    public static string Of(byte[] bytes)
    {
        var digest = new Digest();
        foreach (var value in bytes) digest.Add(value);
        return $"{digest.hash:x16}";
    }

    private void Add(in EventScore score)
    {
        Add(score.Bits * 256, score.ExpectedBits * 256, score.Score * 256);
        Add(score.PValue * 1e9, score.AnchorPValue * 1e9, score.RecentPValue * 1e9);
        Add(score.CalibrationEvents, (int)score.Flags);
    }

    private void Add(in WordCost word) =>
        Add(word.Start, word.End, word.Bits * 256, word.RawBits * 256, word.IsLiteral ? 1 : 0);

    private void Add(params ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            foreach (var value in BitConverter.GetBytes((uint)Math.Round(number))) Add(value);
        }
    }

    private void Add(byte value) => hash = (hash ^ value) * 0x100_0000_01B3;
}
