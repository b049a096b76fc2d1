using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>All about one line, for people.</summary>
internal sealed class Explanation(Terminal terminal, bool isColoured, SensitivityProfile profile)
{
    private const int MostBytes = 4000;
    private const int BarWidth = 16;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    private readonly Style style = new(isColoured);

    public void Write(KeptLine line, Neighbours neighbours)
    {
        using var writer = terminal.CreateWriter();
        var judged = line.Judged;
        var finding = line.Finding;
        writer.WriteLine(style.Paint($"{SafeText.Of(finding.File)}:{finding.Line}", Look.Heading));
        foreach (var part in LineParts.Of(judged, isJoined: !isColoured, MostBytes))
            writer.Write(style.Paint(part.Text, part.Look));
        writer.WriteLine();
        writer.WriteLine();
        foreach (var sentence in Judgement(finding)) writer.WriteLine(sentence);
        WriteWords(writer, line, neighbours);
        WriteNearest(writer, line, neighbours);
    }

    private IEnumerable<string> Judgement(Finding finding)
    {
        if (finding.Verdict == Verdict.Learning)
        {
            yield return "This line belongs to the baseline: it taught, and was not judged. Its words cost now:";
            yield break;
        }

        yield return $"{Wording.Bits(finding)}.";
        if (finding.Score.CalibrationEvents > 0) yield return $"{Wording.Rare(finding.Score)}.";
        var alpha = $"--alpha {Rarity.Probability(profile.Alpha)}";
        yield return finding.Verdict switch
        {
            Verdict.Unusual => style.Paint($"Unusual at {alpha}.", Look.Bad),
            Verdict.Usual => style.Paint($"Usual at {alpha}.", Look.Good),
            _ => $"Not judged: too few lines to compare with yet for {alpha}.",
        };
    }

    private void WriteWords(TextWriter writer, KeptLine line, Neighbours neighbours)
    {
        if (line.Words.Length == 0) return;
        var names = line.Words.Select(word => Wording.Word(line.Text, word)).ToArray();
        var width = Math.Max(names.Max(name => name.Length), "Dearest words".Length);
        var total = Math.Max(line.Finding.Score.Bits, line.Words.Sum(word => word.Bits));
        var most = line.Words.Max(word => word.Bits);
        writer.WriteLine();
        var columns = $"{"bits",6}  {"share",5} {"",BarWidth}  {"as written",10}  in earlier lines";
        writer.WriteLine(style.Paint($"{"Dearest words".PadRight(width)}  {columns}", Look.Heading));
        foreach (var (index, word) in line.Words.Index())
        {
            var share = Wording.Percent(Math.Round(word.Bits / Math.Max(total, 1), 2));
            var seen = neighbours.Seen[index] == 0 ? "never" : Wording.Count(neighbours.Seen[index]);
            writer.Write($"{names[index].PadRight(width)}  {Wording.Tenths(word.Bits),6}  {share,5} ");
            writer.WriteLine($"{Bar(word.Bits / Math.Max(most, 1))}  {Wording.Tenths(word.RawBits),10}  {seen}");
        }
    }

    private static string Bar(double length)
    {
        var eighths = (int)Math.Round(BarWidth * 8 * length);
        var end = eighths % 8 == 0 ? "" : $"{Eighths[eighths % 8]}";
        return (new string('█', eighths / 8) + end).PadRight(BarWidth);
    }

    private void WriteNearest(TextWriter writer, KeptLine line, Neighbours neighbours)
    {
        writer.WriteLine();
        if (neighbours.Nearest is not { } nearest)
        {
            var compared = Wording.Count(neighbours.Compared, "line");
            writer.WriteLine($"None of the {compared} before it has a word in common with it.");
            return;
        }

        writer.WriteLine(style.Paint($"Nearest usual line: {neighbours.NearestLine}", Look.Heading));
        foreach (var change in nearest.DifferenceTo(SafeText.Of(line.Text)))
        {
            writer.Write(style.Paint(change.Text, change.Kind switch
            {
                ChangeKind.Added => Look.Added,
                ChangeKind.Removed => Look.Removed,
                _ => Look.Plain,
            }));
        }

        writer.WriteLine();
    }
}
