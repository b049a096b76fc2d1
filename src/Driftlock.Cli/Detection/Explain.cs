using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>Judges a file as scan does, up to one line, and tells all about that one.</summary>
internal sealed class Explain(IAnomalyScorer scorer, ScanOptions options, Terminal terminal)
{
    public string? Baseline { get; init; }

    public ColourUse Colour { get; init; }

    public bool TakesAnyBytes { get; init; }

    /// <summary>Explains one line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Place place, CancellationToken cancellationToken)
    {
        if (place.File == Source.StandardInput) return Refuse(InputErrors.ReadOnce("standard input"));
        if (FileKinds.Of(place.File) == FileKind.Other)
            return Refuse(InputErrors.ReadOnce(SafeText.Of(place.File)));

        var saved = Baseline is null ? null : BaselineFile.OpenExisting(Baseline, scorer);
        if (saved is { IsSuccess: false }) return Refuse(saved.Error);

        if (saved?.Value is { } model && options.Baseline is { } unused)
            terminal.Say(BaselineErrors.Unused(model.Name, unused));
        var judged = new LineInQuestion(place.Line);
        var line = await FindAsync(place, judged, saved?.Value, cancellationToken);
        if (!line.IsSuccess) return Refuse(line.Error);

        var again = Source.Open(place.File, TakesAnyBytes);
        if (!again.IsSuccess) return Refuse(again.Error);

        using (again.Value)
        {
            var neighbours = Neighbours.Find(again.Value, line.Value, judged, cancellationToken);
            new Explanation(terminal, terminal.UsesColour(Colour), options.Profile).Write(line.Value, neighbours);
        }

        terminal.Flush();
        return ExitCode.Usual;
    }

    private async Task<Result<KeptLine>> FindAsync(
        Place place, LineInQuestion judged, BaselineFile? saved, CancellationToken cancellationToken)
    {
        var opened = Source.Open(place.File, TakesAnyBytes);
        if (!opened.IsSuccess) return opened.Error;

        // Not disposed: whoever reads ahead may still be in it when the line is found.
        var source = opened.Value;
        var input = new ReadAhead(source, cancellationToken);
        var lines = input.Lines;
        var (baseline, ahead) = await BaselineLength.ChooseAsync(lines, options, saved, cancellationToken);
        var model = saved?.Restore() ?? scorer.Create(new StreamModelOptions(baseline));
        using var stream = new StreamScan(source.Name, model, baseline, options, null, judged);
        Finding? taught = null;
        byte[] text = [];
        while ((ahead.TryDequeue(out var first) ? first : await lines.NextAsync(cancellationToken)) is { } batch)
        {
            var index = place.Line - batch.FirstLine;
            var isHere = index >= 0 && index < batch.Count;
            judged.ExplainAtOrBelow = isHere ? 1 : 0;
            stream.Push(batch);
            if (judged.Found is not null) return judged.Found;
            if (isHere)
            {
                text = batch.Events[(int)index].ToArray();
                taught = new Finding(
                    place.File, place.Line, batch.Offset((int)index), default, Verdict.Learning, default);
            }

            if (taught is not null && stream.IsTaught)
                return new KeptLine(taught, text, text.Length == 0 ? [] : [.. stream.Explain(text)]);
            lines.Recycle(batch);
        }

        if (input.Failure is { } failure) return failure;
        return taught is null
            ? InputErrors.NoSuchLine(place.File, place.Line, stream.Lines)
            : BaselineErrors.Unjudged(source.Title, stream, options, saved is not null)!;
    }

    private int Refuse(Error error)
    {
        terminal.Say(error.Message);
        return error.Code == BaselineErrors.TooSmallCode ? ExitCode.BaselineTooSmall : ExitCode.Failed;
    }
}
