using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>What a push tells: findings and refused records as the service answers, sentences, the figures.</summary>
internal sealed class PushTold(PushOrder order, Terminal terminal, AnomalyOutput output, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Progress progress = new(terminal, clock);
    private bool isReaderGone;

    /// <summary>The figures so far.</summary>
    public PushFigures Figures { get; } = new();

    /// <summary>The service has taken a batch.</summary>
    public void Delivered(BatchLabel label, IngestedRecords answer)
    {
        lock (gate)
        {
            progress.Hide();
            Figures.Add(answer);
            foreach (var anomaly in answer.Anomalies) Tell(label, anomaly);
            foreach (var refused in answer.Refused) Tell(label, refused);
            TellUnlisted(label, answer);
            Flush();
            progress.Show(() => $"{Wording.Count(Figures.Received, "record")} sent to {order.Stream}, "
                + $"{Wording.Count(Figures.Unusual)} unusual");
        }
    }

    /// <summary>A sentence on standard error.</summary>
    public void Say(string sentence)
    {
        lock (gate)
        {
            progress.Hide();
            terminal.Say(sentence);
        }
    }

    /// <summary>The service has asked to be let alone for a while.</summary>
    public void SayWaiting(Error reason, TimeSpan pause) =>
        Say($"{reason.Message} Trying again in {Wording.Count((long)Math.Ceiling(pause.TotalSeconds))} s.");

    /// <summary>The spool takes no more at the moment.</summary>
    public void SayFull(string folder) =>
        Say($"{SafeText.Of(folder)} is full: nothing more is read until the service has taken some of it.");

    /// <summary>The figures, if they are to be told.</summary>
    public void Finish()
    {
        lock (gate)
        {
            progress.Hide();
            if (order.IsSummarized && output.Form == RemoteForm.Json) output.WriteObject(Figures.Write);
            else if (order.IsSummarized) output.WriteSentence(Figures.Sentence(order.Stream));
            else if (terminal.ErrorIsTerminal) terminal.Hint(Figures.Sentence(order.Stream));
            Flush();
        }
    }

    private void Tell(BatchLabel label, ReportedAnomaly anomaly)
    {
        var line = label.LineOf(anomaly.Line ?? 0);
        output.Write($"{Place(label, line)}:", anomaly, writer =>
        {
            writer.WriteSafe("file", label.Input);
            writer.WriteNumber("line", line);
        });
    }

    // Of a program's output it is a part, to a person it is said apart from the findings.
    private void Tell(BatchLabel label, RefusedRecord refused)
    {
        var line = label.LineOf(refused.Line);
        if (output.Form == RemoteForm.Text)
        {
            var detail = SafeText.Of(refused.Detail).TrimEnd('.');
            terminal.Say($"{Place(label, line)}: refused: {detail} ({SafeText.Of(refused.Code)}).");
            return;
        }

        output.WriteObject(writer =>
        {
            writer.WriteStartObject("refused");
            writer.WriteSafe("file", label.Input);
            writer.WriteNumber("line", line);
            writer.WriteSafe("code", refused.Code);
            writer.WriteSafe("detail", refused.Detail);
            writer.WriteEndObject();
        });
    }

    private void TellUnlisted(BatchLabel label, IngestedRecords answer)
    {
        var refused = answer.RefusedCount - answer.Refused.Count;
        var unusual = answer.AnomalyCount - answer.Anomalies.Count;
        var batch = $"of the batch from {Place(label, label.FirstLine)} on";
        const string Unlisted = "and too many to list.";
        if (refused > 0) terminal.Say($"{Wording.Count(refused, "more record")} {batch}: refused, {Unlisted}");
        if (unusual > 0) terminal.Say($"{Wording.Count(unusual, "more event")} {batch}: unusual, {Unlisted}");
    }

    private static string Place(BatchLabel label, long line) =>
        label.Input == Source.StandardInput ? $"{line}" : $"{SafeText.Of(label.Input)}:{line}";

    // Nobody reads the findings any more; the records still have to be sent.
    private void Flush()
    {
        try
        {
            if (isReaderGone) terminal.Output.SetLength(0);
            else terminal.Flush();
        }
        catch (IOException e) when (IoReason.IsReaderGone(e))
        {
            isReaderGone = true;
        }
    }
}
