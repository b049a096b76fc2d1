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

    // Below, a word is no news whatever its share; above, it is news in the longest line.
    private const double FewestBits = 8;
    private const double ManyBits = 16;

    // Bytes between two marked words that are marked with them: a space, a comma and a space.
    private const int SmallGap = 3;

    /// <summary>The marks of a line in their order; its dearest word always has one.</summary>
    public static IReadOnlyList<Mark> Of(JudgedLine line)
    {
        var marks = new List<Mark>();
        foreach (var word in line.Words)
        {
            if (LookOf(word, line.Finding.Score.Bits, isDearest: marks.Count == 0) is { } look)
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

    private static Look? LookOf(WordCost word, double totalBits, bool isDearest)
    {
        var share = word.Bits / Math.Max(totalBits, 1);
        if (word.IsLiteral || isDearest || (share >= StrongShare && word.Bits >= FewestBits)) return Look.MarkedStrong;
        if (word.Bits < FewestBits) return null;
        if (share >= MediumShare) return Look.Marked;
        return share >= WeakShare || word.Bits >= ManyBits ? Look.MarkedWeak : null;
    }
}
