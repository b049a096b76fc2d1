using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Push;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>Judges inputs one after the other, each a stream with a model of its own.</summary>
internal sealed class Scan(
    IAnomalyScorer scorer,
    ScanOptions options,
    BaselineFile? saved,
    ScanFigures figures,
    Findings findings,
    Mirror? mirror,
    Terminal terminal,
    TimeProvider clock)
{
    private readonly Progress progress = new(terminal, clock);
    private readonly long started = clock.GetTimestamp();
    private readonly List<Error> unread = [];
    private readonly List<Error> unjudged = [];
    private readonly List<string> notes = [];

    /// <summary>Judges all inputs. What was found is told also when one is damaged, or somebody interrupts.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        IReadOnlyList<string> names, bool anyBytes, CancellationToken cancellationToken)
    {
        var isComplete = false;
        try
        {
            foreach (var name in names) await RunAsync(name, anyBytes, cancellationToken);
            isComplete = unread.Count == 0 && unjudged.Count == 0;
        }
        finally
        {
            progress.Hide();
            figures.Elapsed = clock.GetElapsedTime(started);
            findings.Finish(isComplete, [.. unread.Concat(unjudged).Select(error => error.Message)]);
            terminal.Flush();
            foreach (var note in notes) terminal.Say(note);
        }

        foreach (var error in unread.Concat(unjudged)) terminal.Say(error.Message);
        if (unread.Count > 0) return ExitCode.Failed;
        if (figures.Flagged > 0 && !options.ExitsZero) return ExitCode.Unusual;
        return unjudged.Count > 0 ? ExitCode.BaselineTooSmall : ExitCode.Usual;
    }

    private async Task RunAsync(string name, bool anyBytes, CancellationToken cancellationToken)
    {
        var opened = await Source.OpenAsync(name, anyBytes, cancellationToken);
        if (!opened.IsSuccess)
        {
            unread.Add(opened.Error);
            return;
        }

        var source = opened.Value;
        var input = new ReadAhead(source, cancellationToken);
        var lines = input.Lines;
        var (baseline, ahead) = await BaselineLength.ChooseAsync(lines, options, saved, cancellationToken);
        var isSaved = saved is { IsNew: false };
        var model = isSaved ? saved!.Restore() : scorer.Create(new StreamModelOptions(baseline));
        using var stream = new StreamScan(source.Name, model, baseline, options, saved, findings);
        findings.Begin(source.Name);
        progress.Begin(figures);
        try
        {
            while ((ahead.TryDequeue(out var first) ? first : await lines.NextAsync(cancellationToken)) is { } batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                figures.Lines += batch.Count;
                figures.Bytes += batch.Events.Bytes.Length + batch.Count;
                stream.Push(batch);
                if (mirror is not null) await mirror.TakeAsync(batch);
                Show(source, stream, baseline, batch.Progress);
                lines.Recycle(batch);
            }
        }
        catch (OperationCanceledException) when (source.Length is null)
        {
            // A pipe that goes on for ever is ended so; of a file it means that the rest was not wanted.
            EndTeaching(stream);
            throw;
        }

        source.Dispose();
        if (input.Failure is { } failure) unread.Add(failure);
        else Conclude(source, stream, isSaved);
    }

    private void Show(Source source, StreamScan stream, int baseline, long position)
    {
        if (terminal.HasOutput)
        {
            progress.Hide();
            terminal.Flush();
        }

        if (options.IsLive) progress.ShowLive(stream, baseline, figures);
        else progress.Show(source, position, figures);
    }

    private void Conclude(Source source, StreamScan stream, bool isSaved)
    {
        if (EndTeaching(stream)) return;
        if (BaselineErrors.Unjudged(source.Title, stream, options, isSaved) is { } error)
        {
            unjudged.Add(error);
        }
        else if (stream.TooEarly > 0)
        {
            notes.Add(BaselineErrors.Early(source.Title, stream, options, isSaved));
        }
    }

    // Where all lines teach, the last one completes the baseline.
    private bool EndTeaching(StreamScan stream)
    {
        if (options.Baseline != ScanOptions.TeachAll || stream.IsTaught || stream.Lines == 0) return false;
        stream.EndBaseline();
        notes.Add($"{saved!.Name}: {Wording.Count(stream.Lines, "line")} taught.");
        return true;
    }
}
