using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Report;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>A scan with all that it needs: what can be refused is opened before the first line is judged.</summary>
internal sealed class ScanRun(IAnomalyScorer scorer, ScanOptions options, Terminal terminal)
{
    public string? Baseline { get; init; }

    public int? Top { get; init; }

    public string? Report { get; init; }

    public OutputForm Form { get; init; }

    public ColourUse Colour { get; init; }

    public bool IsSummarized { get; init; }

    // Programs get every line that is flagged, and can fold by group themselves.
    private bool IsFolded => Form == OutputForm.Text && Top is null && !options.ShowsAll;

    /// <summary>Scans files.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> names, bool anyBytes, CancellationToken cancellationToken)
    {
        // A pipe is waited for until it has something to say; Ctrl-C ends the waiting.
        var opening = Task.Run(() => Source.OpenAll(names, anyBytes), cancellationToken);
        var sources = await opening.WaitAsync(cancellationToken);
        if (!sources.IsSuccess) return Refuse(sources.Error);

        var saved = Baseline is null ? null : BaselineFile.Open(Baseline, scorer);
        if (saved is { IsSuccess: false }) return Refuse(saved.Error);

        using var baseline = saved?.Value;
        var begun = Report is null ? null : WholeFile.Begin(Report, [.. names, Baseline ?? Source.StandardInput]);
        if (begun is { IsSuccess: false }) return Refuse(begun.Error);

        using var page = begun?.Value;
        var data = page is null ? null : new ReportData();
        var figures = new ScanFigures { Alpha = options.Profile.Alpha };
        using var output = CreateOutput();
        var findings = new Findings(scorer, figures, output)
        {
            Top = Top is { } most ? new TopLines(most) : null,
            Folds = IsFolded ? new Folds(options.IsLive) : null,
            Report = data,
        };
        var scan = new Scan(scorer, options, baseline, figures, findings, terminal);
        var exitCode = await scan.RunAsync(sources.Value, cancellationToken);
        if (page is not null && exitCode != ExitCode.Failed)
        {
            HtmlReport.Write(page.Content, data!, figures);
            page.Complete();
        }

        return exitCode;
    }

    private IScanOutput CreateOutput() => Form switch
    {
        OutputForm.Json => new JsonOutput(terminal, IsSummarized),
        OutputForm.Sarif => new SarifOutput(terminal, Product.Version),
        _ => new TextOutput(terminal, terminal.UsesColour(Colour), IsSummarized, IsFolded),
    };

    private int Refuse(Error error)
    {
        terminal.Say(error.Message);
        return ExitCode.Failed;
    }
}
