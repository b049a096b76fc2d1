using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Output;

/// <summary>
/// For people: the line behind its place, as grep shows it, with the words marked that make it unusual; the reason
/// below.
/// </summary>
internal sealed class TextOutput(Terminal terminal, bool isColoured, bool isSummarized, bool isFolded) : IScanOutput
{
    private const int MostBytes = 2000;
    private const int MostWords = 3;

    private readonly StreamWriter writer = terminal.CreateWriter();
    private readonly Style style = new(isColoured);

    public void Write(JudgedLine line)
    {
        var finding = line.Finding;
        var file = finding.File == Source.StandardInput ? "" : $"{SafeText.Of(finding.File)}:";
        writer.Write(style.Paint($"{file}{finding.Line}:", Look.Heading));
        writer.Write(' ');
        foreach (var part in LineParts.Of(line, isJoined: !isColoured, MostBytes))
            writer.Write(style.Paint(part.Text, part.Look));
        writer.WriteLine();
        writer.WriteLine(style.Paint($"    {Reason(line)}", Look.Quiet));
        if (finding.More is { } more) writer.WriteLine(style.Paint($"    {Wording.More(more)}", Look.Quiet));
        writer.Flush();
    }

    public void Summarize(ScanFigures figures)
    {
        if (isSummarized)
        {
            writer.WriteLine(Summary.Of(figures, isFolded));
        }
        else if (terminal.ErrorIsTerminal)
        {
            // Below the lines, where both go to one terminal.
            terminal.Flush();
            terminal.Error.WriteLine(Summary.Of(figures, isFolded));
        }
        else if (isFolded && Summary.HasRest(figures))
        {
            writer.WriteLine(style.Paint(Summary.Rest(figures), Look.Quiet));
        }
    }

    public void Finish(bool isComplete) => writer.Flush();

    public void Dispose() => writer.Dispose();

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
