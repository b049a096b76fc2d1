using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Output;

/// <summary>
/// For people: the line behind its place, as grep shows it, with the words marked that make it unusual; the reason
/// below.
/// </summary>
internal sealed class TextOutput(Terminal terminal, bool isColoured, bool isSummarized, bool isFolded) : IScanOutput
{
    private readonly StreamWriter writer = terminal.CreateWriter();
    private readonly Style style = new(isColoured);

    public void Write(JudgedLine line)
    {
        var finding = line.Finding;
        var file = finding.File == Source.StandardInput ? "" : $"{SafeText.Of(finding.File)}:";
        LineText.Write(writer, style, $"{file}{finding.Line}:", line);
        if (finding.More is { } more) writer.WriteLine(style.Paint($"    {Wording.More(more)}", Look.Quiet));
        writer.Flush();
        terminal.FlushIfLong();
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
            terminal.Hint(Summary.Of(figures, isFolded));
        }
        else if (isFolded && Summary.HasRest(figures))
        {
            writer.WriteLine(style.Paint(Summary.Rest(figures), Look.Quiet));
        }
    }

    public void Finish(bool isComplete, IReadOnlyList<string> refusals) => writer.Flush();

    public void Dispose() => writer.Dispose();
}
