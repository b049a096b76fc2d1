using System.Text;

namespace Driftlock.Domain.Detection;

/// <summary>Says in one sentence why an event is unusual.</summary>
public static class Explanation
{
    /// <summary>Names the dearest word with its bits, then the event's beside what is usual.</summary>
    /// <param name="text">The event.</param>
    /// <param name="score">Its score.</param>
    /// <param name="words">Its words, dearest first; may be none.</param>
    public static string Of(ReadOnlySpan<byte> text, EventScore score, ReadOnlySpan<WordCost> words)
    {
        var whole = $"the event costs {score.Bits:0} bits, usual ones cost {score.ExpectedBits:0}";
        if (words.IsEmpty) return whole;

        var dearest = words[0];
        var word = Encoding.UTF8.GetString(text[dearest.Start..dearest.End]);
        var cost = dearest.IsLiteral ? $"{dearest.RawBits:0} bits as written" : $"{dearest.Bits:0} bits";
        return $"{word} costs {cost}; {whole}";
    }
}
