using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>What a push tells: findings and refused records as the service answers, sentences, the figures.</summary>
internal sealed class PushTold(PushOrder order, Terminal terminal, AnomalyOutput output, TimeProvider clock)
    : IDeliveryListener
{
    private readonly Lock gate = new();
    private readonly Progress progress = new(terminal, clock);
    private bool isReaderGone;

    /// <summary>The figures so far.</summary>
    public PushFigures Figures { get; } = new();

    public void Delivered(BatchLabel label, IngestedRecords answer)
    {
        lock (gate)
        {
            progress.Hide();
            Figures.Add(answer);
            foreach (var anomaly in answer.Anomalies) Tell(label, anomaly);
            foreach (var refused in answer.Refused) Tell(label, refused);
            Refusals.SayUnlisted(terminal, label, answer);
            Refusals.SayUnlistedAnomalies(terminal, label, answer);
            Flush();
            progress.Show(() => $"{Wording.Count(Figures.Received, "record")} sent to {order.Stream}, "
                + $"{Wording.Count(Figures.Unusual)} unusual");
        }
    }

    public void Say(string sentence) => terminal.Say(sentence);

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
        var line = anomaly.Line ?? 0;
        output.Write($"{label.PlaceOf(line)}:", anomaly, writer =>
        {
            writer.WriteSafe("file", label.Input);
            writer.WriteNumber("line", label.LineOf(line));
        });
    }

    // Of a program's output it is a part, to a person it is said apart from the findings.
    private void Tell(BatchLabel label, RefusedRecord refused)
    {
        if (output.Form == RemoteForm.Text)
        {
            Refusals.Say(terminal, label, refused);
            return;
        }

        output.WriteObject(writer =>
        {
            writer.WriteStartObject("refused");
            writer.WriteSafe("file", label.Input);
            writer.WriteNumber("line", label.LineOf(refused.Line));
            writer.WriteSafe("code", refused.Code);
            writer.WriteSafe("detail", refused.Detail);
            writer.WriteEndObject();
        });
    }

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
