using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Push;
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

    /// <summary>Where the lines go too.</summary>
    public Mirror? Mirror { get; init; }

    // Programs get every line that is flagged, and can fold by group themselves.
    private bool IsFolded => Form == OutputForm.Text && Top is null && !options.ShowsAll;

    /// <summary>Scans files.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> names, bool anyBytes, CancellationToken cancellationToken)
    {
        var inputs = Source.Check(names, anyBytes);
        if (!inputs.IsSuccess) return Refuse(inputs.Error);

        var saved = Baseline is null ? null : BaselineFile.Open(Baseline, scorer);
        if (saved is { IsSuccess: false }) return Refuse(saved.Error);

        using var baseline = saved?.Value;
        if (baseline is { IsNew: false } && options.Baseline == ScanOptions.TeachAll)
            return Refuse(BaselineErrors.Taught(baseline.Name));

        if (Report is { Length: > 0 } && Baseline is not null && Path.GetFullPath(Report) == Path.GetFullPath(Baseline))
            return Refuse(BaselineErrors.AlsoReport(baseline!.Name));

        var begun = Report is null ? null : WholeFile.Begin(Report, [.. names, Baseline ?? Source.StandardInput]);
        if (begun is { IsSuccess: false }) return Refuse(begun.Error);

        using var page = begun?.Value;
        if (baseline is { IsNew: false } && options.Baseline is { } unused)
            terminal.Say(BaselineErrors.Unused(baseline.Name, unused));
        var data = page is null ? null : new ReportData();
        var figures = new ScanFigures { Alpha = options.Profile.Alpha };
        using var output = CreateOutput();
        using var store = new LineStore();
        var findings = new Findings(scorer, figures, output)
        {
            Top = Top is { } most ? new TopLines(most, store) : null,
            Folds = IsFolded ? new Folds(options.IsLive, store) : null,
            Report = data,
        };
        var scan = new Scan(scorer, options, baseline, figures, findings, Mirror, terminal, TimeProvider.System);
        int exitCode;
        try
        {
            exitCode = await scan.RunAsync(names, anyBytes, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            SayUnwritten(baseline, page, "the scan was interrupted");
            throw;
        }
        catch (IOException e) when (IoReason.IsReaderGone(e))
        {
            // Somebody wanted only the first findings; the exit code tells of what was found until then.
            SayUnwritten(baseline, page, "whoever read the findings has gone");
            return figures.Flagged > 0 && !options.ExitsZero ? ExitCode.Unusual : ExitCode.Usual;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // What the output or the kept lines were written to refused; the reason is told where the command ends.
            SayUnwritten(baseline, page, "the scan could not go on");
            throw;
        }

        if (exitCode == ExitCode.Failed) SayUnwritten(page?.Name, "an input could not be read");
        else page?.Complete(HtmlReport.Of(data!, figures));
        return exitCode;
    }

    private void SayUnwritten(BaselineFile? baseline, WholeFile? page, string reason)
    {
        SayUnwritten(baseline is { IsNew: true } ? baseline.Name : null, "the baseline was not complete");
        SayUnwritten(page?.Name, reason);
    }

    private void SayUnwritten(string? name, string reason)
    {
        if (name is not null) terminal.Say($"{name} was not written: {reason}.");
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
