using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Output;

/// <summary>A part of a line as people see it: harmless, and with its look.</summary>
internal readonly record struct TextPart(string Text, Look Look);

/// <summary>A line with its marks.</summary>
internal static class LineParts
{
    private const string Nothing = "(empty line)";

    /// <summary>The parts of the line in their order, of a long one those of its excerpt.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isJoined">Whether neighbours that are marked become one, as between signs.</param>
    /// <param name="mostBytes">Bytes of the excerpt.</param>
    public static IReadOnlyList<TextPart> Of(JudgedLine line, bool isJoined, int mostBytes)
    {
        if (line.Text.IsEmpty) return [new TextPart(Nothing, Look.Quiet)];

        var bits = line.Finding.Score.Bits;
        var marks = isJoined ? Marks.Joined(bits, line.Words) : Marks.Of(bits, line.Words);
        var parts = MarkedText.Parts(line.Text, line.Words, marks, mostBytes);
        return [.. parts.Select(part => new TextPart(part.Text, LookOf(part.Strength)))];
    }

    private static Look LookOf(MarkStrength? strength) => strength switch
    {
        MarkStrength.Strong => Look.MarkedStrong,
        MarkStrength.Medium => Look.Marked,
        MarkStrength.Weak => Look.MarkedWeak,
        _ => Look.Plain,
    };
}
