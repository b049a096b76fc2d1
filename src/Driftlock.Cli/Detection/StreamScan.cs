using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>One input with its model: each line is judged, then learned.</summary>
internal sealed class StreamScan(
    string name, IStreamModel model, int baseline, ScanOptions options, BaselineFile? saved, ILineSink sink)
    : IDisposable
{
    private readonly ScoredEvents scores = new();
    private readonly UsualBits usual = new();
    private EventShape? shape;

    /// <summary>Lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines judged.</summary>
    public long Judged { get; private set; }

    /// <summary>Lines behind the baseline that had too few to be compared with.</summary>
    public long TooEarly { get; private set; }

    /// <summary>Scores in the calibration at the first line behind the baseline.</summary>
    public int FirstCalibration { get; private set; }

    /// <summary>Which model decides; automatic until the shape is known.</summary>
    public DetectionMode Mode => model.Describe().Mode;

    /// <summary>Whether the baseline is complete.</summary>
    public bool IsTaught => Lines >= baseline;

    public void Push(LineBatch batch)
    {
        var left = baseline - Lines;
        if (left > 0 && left < batch.Count)
        {
            // What happens at the end of the baseline happens exactly there.
            PushPart(batch, ..(int)left);
            PushPart(batch, (int)left..);
            return;
        }

        model.Push(batch.Events, learn: !options.IsFrozen || !IsTaught, sink.ExplainAtOrBelow, scores);
        Lines += batch.Count;
        if (left == batch.Count) saved?.Save(model);
        for (var index = 0; index < batch.Count; index++) Judge(batch, index);
    }

    /// <summary>The baseline ends with the input.</summary>
    public void EndBaseline()
    {
        model.Anchor();
        saved?.Save(model);
    }

    /// <summary>What the words of a text cost now.</summary>
    public IReadOnlyList<WordCost> Explain(ReadOnlySpan<byte> text) => model.Explain(text);

    public void Dispose() => model.Dispose();

    private void PushPart(LineBatch batch, Range range)
    {
        var part = new LineBatch();
        part.AddRange(batch, range);
        Push(part);
    }

    private void Judge(LineBatch batch, int index)
    {
        var score = scores[index];
        var verdict = options.Profile.Judge(score);
        var line = batch.FirstLine + index;
        sink.Count(line, batch.Events[index].Length, score, verdict);
        if (verdict == Verdict.Learning) return;

        if (Judged + TooEarly == 0) FirstCalibration = score.CalibrationEvents;
        if (verdict == Verdict.InsufficientCalibration) TooEarly++;
        else Judged++;
        if (sink.Wants(line, score, verdict))
        {
            var finding = new Finding(
                name, line, batch.Offset(index), score, verdict, usual.Range(score.ExpectedBits))
            {
                Shape = shape ??= model.Describe().Shape,
            };
            sink.Add(new JudgedLine(finding, batch.Events[index], scores.Words(index)));
        }

        usual.Add(score.Bits);
    }
}
