using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Output;

/// <summary>A part of a line to be marked, in bytes of the line.</summary>
internal readonly record struct Mark(int Start, int End, Look Look);

/// <summary>Which words of a line are marked, and how strongly: by their share of the line's bits.</summary>
internal static class Marks
{
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

    /// <summary>The marks of a line in their order; none if all its words are cheap.</summary>
    public static IReadOnlyList<Mark> Of(JudgedLine line)
    {
        if (line.Words.IsEmpty) return [];
        var dearest = line.Words[0];
        var fewest = BitsOf(dearest) >= Attention.FewestBits ? ManyBits : FewestBits;
        var marks = new List<Mark>();
        foreach (var word in line.Words)
        {
            if (LookOf(word, line.Finding.Score.Bits, word == dearest, fewest) is { } look)
                marks.Add(new Mark(word.Start, word.End, look));
        }

        marks.Sort((one, other) => one.Start.CompareTo(other.Start));
        return marks;
    }

    /// <summary>The same with neighbours made one, which reads better between signs than between colours.</summary>
    public static IReadOnlyList<Mark> Joined(JudgedLine line)
    {
        var joined = new List<Mark>();
        foreach (var mark in Of(line))
        {
            if (joined is [.., var last] && mark.Start - last.End <= SmallGap)
                joined[^1] = last with { End = mark.End, Look = (Look)Math.Max((int)last.Look, (int)mark.Look) };
            else
                joined.Add(mark);
        }

        return joined;
    }

    private static double BitsOf(WordCost word) => word.IsLiteral ? word.RawBits : word.Bits;

    private static Look? LookOf(WordCost word, double totalBits, bool isDearest, double fewestBits)
    {
        var bits = BitsOf(word);
        if (bits < fewestBits) return isDearest && bits >= LeastBits ? Look.MarkedWeak : null;
        var share = word.Bits / Math.Max(totalBits, 1);
        if (word.IsLiteral || isDearest || share >= StrongShare) return bits >= ManyBits ? Look.MarkedStrong : Look.Marked;
        if (share >= MediumShare) return Look.Marked;
        return share >= WeakShare || bits >= ManyBits ? Look.MarkedWeak : null;
    }
}
