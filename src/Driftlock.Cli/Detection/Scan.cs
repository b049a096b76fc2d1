using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>Judges inputs one after the other, each a stream with a model of its own.</summary>
internal sealed class Scan(
    IAnomalyScorer scorer, ScanOptions options, BaselineFile? saved, ScanFigures figures, Findings findings, Terminal terminal)
{
    private readonly Progress progress = new(terminal, TimeProvider.System);
    private readonly long started = TimeProvider.System.GetTimestamp();
    private readonly List<Error> unjudged = [];

    /// <summary>Judges all inputs. What was found is told also when it is interrupted.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<Source> sources, CancellationToken cancellationToken)
    {
        var isComplete = false;
        try
        {
            foreach (var source in sources) await RunAsync(source, cancellationToken);
            isComplete = true;
        }
        finally
        {
            progress.Hide();
            figures.Elapsed = TimeProvider.System.GetElapsedTime(started);
            findings.Finish(isComplete);
            await terminal.Output.FlushAsync(CancellationToken.None);
        }

        foreach (var error in unjudged) terminal.Say(error.Message);
        if (figures.Flagged > 0 && !options.ExitsZero) return ExitCode.Unusual;
        return unjudged.Count > 0 ? ExitCode.BaselineTooSmall : ExitCode.Usual;
    }

    private async Task RunAsync(Source source, CancellationToken cancellationToken)
    {
        var input = new ReadAhead(source, cancellationToken);
        var (baseline, ahead) = await BaselineLength.ChooseAsync(input, options, saved, cancellationToken);
        var model = saved is { IsNew: false } ? saved.Restore() : scorer.Create(new StreamModelOptions(baseline));
        using var stream = new StreamScan(source.Name, model, baseline, options, saved, findings);
        findings.Begin(source.Name);
        while ((ahead.TryDequeue(out var first) ? first : await input.NextAsync(cancellationToken)) is { } batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            figures.Lines += batch.Count;
            figures.Bytes += batch.Events.Bytes.Length + batch.Count;
            stream.Push(batch);
            Show(source, stream, baseline, batch.Progress);
            input.Recycle(batch);
        }

        Conclude(source, stream);
    }

    private void Show(Source source, StreamScan stream, int baseline, long position)
    {
        if (findings.HasNews)
        {
            progress.Hide();
            terminal.Output.Flush();
            findings.HasNews = false;
        }

        if (options.IsLive && stream.IsTaught) progress.Hide();
        else if (options.IsLive) progress.ShowBaseline(stream.Lines, baseline);
        else progress.Show(source, position, figures);
    }

    private void Conclude(Source source, StreamScan stream)
    {
        var name = SafeText.Of(source.Name);
        if (options.Baseline == ScanOptions.TeachAll && !stream.IsTaught && stream.Lines > 0) stream.EndBaseline();
        else if (stream.Judged == 0)
            unjudged.Add(BaselineErrors.Unjudged(name, stream.Lines, stream.Calibration, options));
    }
}
