using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Output;

/// <summary>A line for people: behind its place, as grep shows it, with its words marked; the reason below.</summary>
internal static class LineText
{
    private const int MostBytes = 2000;
    private const int MostWords = 3;

    /// <summary>Writes it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="style">How marks look.</param>
    /// <param name="place">Where the line is; harmless already.</param>
    /// <param name="line">The line.</param>
    public static void Write(TextWriter writer, Style style, string place, JudgedLine line)
    {
        writer.Write(style.Paint(place, Look.Heading));
        writer.Write(' ');
        foreach (var part in LineParts.Of(line, isJoined: !style.IsColoured, MostBytes))
            writer.Write(style.Paint(part.Text, part.Look));
        writer.WriteLine();
        writer.WriteLine(style.Paint($"    {Reason(line)}", Look.Quiet));
    }

    private static string Reason(JudgedLine line)
    {
        var words = Wording.Words(line, MostWords);
        var reason = words.Length == 0 ? "" : $": {words}";
        var verdict = line.Finding.Verdict switch
        {
            Verdict.Unusual => "",
            Verdict.InsufficientCalibration => " · not judged",
            _ => " · usual",
        };
        return $"{Wording.Bits(line.Finding)}{reason} · {Wording.Rare(line.Finding.Score)}{verdict}";
    }
}
