using System.Globalization;
using System.Text;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Output;

/// <summary>Numbers and reasons as people read them.</summary>
internal static class Wording
{
    private const int LongestWord = 40;
    private const double FewestBits = 4;

    /// <summary>What the line costs, against what is usual.</summary>
    public static string Bits(Finding finding)
    {
        if (finding.Score.CalibrationEvents == 0) return $"{Rounded(finding.Score.Bits)} bits";

        var usual = finding.Usual;
        var range = usual.Low == usual.High ? Count(usual.Low) : $"{Count(usual.Low)} to {Count(usual.High)}";
        return $"{Rounded(finding.Score.Bits)} bits, usually {range}";
    }

    /// <summary>A number of which a tenth matters only if it is small.</summary>
    public static string Rounded(double number) =>
        number.ToString(number < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    public static string Tenths(double number) => number.ToString("#,0.0", CultureInfo.InvariantCulture);

    /// <summary>The p-value with its sentence.</summary>
    public static string Rare(EventScore score) => score.CalibrationEvents == 0
        ? "no line to compare with yet"
        : Rarity.Of(score.PValue, score.Flags.HasFlag(ScoreFlags.Extrapolated), score.CalibrationEvents, "line");

    public static string Percent(double share) =>
        $"{(share * 100).ToString("0.####", CultureInfo.InvariantCulture)} %";

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number with its noun.</summary>
    public static string Count(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>A number with a noun that has a plural of its own.</summary>
    public static string Count(long number, string one, string many) => $"{Count(number)} {(number == 1 ? one : many)}";

    public static string Word(ReadOnlySpan<byte> text, WordCost word)
    {
        var bytes = text[word.Start..word.End];
        return SafeText.Of(bytes[Excerpt.Of(bytes, [], LongestWord)]) + (bytes.Length > LongestWord ? "…" : "");
    }

    /// <summary>Which further lines one stands for.</summary>
    public static string More(MoreLines more)
    {
        var named = string.Join(", ", more.First);
        var open = more.Count > more.First.Count ? " …" : "";
        return $"and {Count(more.Count)} more like it, {(more.Count == 1 ? "line" : "lines")} {named}{open}";
    }

    /// <summary>The dearest words with their bits.</summary>
    public static string Words(JudgedLine line, int most)
    {
        var words = new StringBuilder();
        foreach (var word in line.Words[..Math.Min(line.Words.Length, most)])
        {
            var bits = word.IsLiteral ? word.RawBits : word.Bits;
            if (bits < FewestBits) continue;
            words.Append(words.Length == 0 ? "" : ", ").Append(Word(line.Text, word));
            words.Append(word.IsLiteral ? " as written " : " ").Append(Rounded(bits));
        }

        return words.ToString();
    }
}
