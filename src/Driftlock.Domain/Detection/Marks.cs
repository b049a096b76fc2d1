namespace Driftlock.Domain.Detection;

/// <summary>How strongly a word is marked.</summary>
public enum MarkStrength
{
    /// <summary>It adds a little.</summary>
    Weak,

    /// <summary>It adds much.</summary>
    Medium,

    /// <summary>It is why the event stands out.</summary>
    Strong,
}

/// <summary>A part of an event to be marked, in bytes of its text.</summary>
public readonly record struct Mark(int Start, int End, MarkStrength Strength);

/// <summary>Which words of an event are marked, and how strongly: by their share of the event's bits.</summary>
public static class Marks
{
    /// <summary>Bits of a word, or of an event beyond what is usual, that make an event stand out.</summary>
    public const double StandingOut = 32;

    private const double StrongShare = 0.20;
    private const double MediumShare = 0.08;
    private const double WeakShare = 0.03;

    // Below the fewest bits a word is no news whatever its share, but for the dearest, which is marked weakly down to
    // the least. Above many it is news in the longest line, and only above many it is marked strongly. Beside a word
    // that makes a line stand out, one below many is none.
    private const double LeastBits = 4;
    private const double FewestBits = 8;
    private const double ManyBits = 16;

    // Bytes between two marked words that are marked with them: a space, a comma and a space.
    private const int SmallGap = 3;

    /// <summary>The marks of an event in their order; none if all its words are cheap.</summary>
    /// <param name="bits">Bits of the event.</param>
    /// <param name="words">Its words, dearest first.</param>
    public static IReadOnlyList<Mark> Of(double bits, ReadOnlySpan<WordCost> words)
    {
        if (words.IsEmpty) return [];
        var dearest = words[0];
        var fewest = BitsOf(dearest) >= StandingOut ? ManyBits : FewestBits;
        var marks = new List<Mark>();
        foreach (var word in words)
        {
            if (StrengthOf(word, bits, word == dearest, fewest) is { } strength)
                marks.Add(new Mark(word.Start, word.End, strength));
        }

        marks.Sort((one, other) => one.Start.CompareTo(other.Start));
        return marks;
    }

    /// <summary>The same with neighbours made one, which reads better between signs than between colours.</summary>
    /// <param name="bits">Bits of the event.</param>
    /// <param name="words">Its words, dearest first.</param>
    public static IReadOnlyList<Mark> Joined(double bits, ReadOnlySpan<WordCost> words)
    {
        var joined = new List<Mark>();
        foreach (var mark in Of(bits, words))
        {
            if (joined is [.., var last] && mark.Start - last.End <= SmallGap)
            {
                var strength = (MarkStrength)Math.Max((int)last.Strength, (int)mark.Strength);
                joined[^1] = last with { End = mark.End, Strength = strength };
            }
            else
            {
                joined.Add(mark);
            }
        }

        return joined;
    }

    private static double BitsOf(WordCost word) => word.IsLiteral ? word.RawBits : word.Bits;

    private static MarkStrength? StrengthOf(WordCost word, double totalBits, bool isDearest, double fewestBits)
    {
        var bits = BitsOf(word);
        if (bits < fewestBits) return isDearest && bits >= LeastBits ? MarkStrength.Weak : null;
        var share = word.Bits / Math.Max(totalBits, 1);
        if (word.IsLiteral || isDearest || share >= StrongShare)
            return bits >= ManyBits ? MarkStrength.Strong : MarkStrength.Medium;
        if (share >= MediumShare) return MarkStrength.Medium;
        return share >= WeakShare || bits >= ManyBits ? MarkStrength.Weak : null;
    }
}
