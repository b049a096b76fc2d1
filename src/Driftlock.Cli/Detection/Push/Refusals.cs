using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>What people are told of records that the service did not take.</summary>
internal static class Refusals
{
    private const string Unlisted = "and too many to list.";

    /// <summary>Says of one why.</summary>
    public static void Say(Terminal terminal, BatchLabel label, RefusedRecord refused)
    {
        var detail = SafeText.Of(refused.Detail).TrimEnd('.');
        terminal.Say($"{label.PlaceOf(refused.Line)}: refused: {detail} ({SafeText.Of(refused.Code)}).");
    }

    /// <summary>Says how many more there are than the service has listed.</summary>
    public static void SayUnlisted(Terminal terminal, BatchLabel label, IngestedRecords answer)
    {
        var more = answer.RefusedCount - answer.Refused.Count;
        if (more > 0) terminal.Say($"{Wording.Count(more, "more record")} {label.Title}: refused, {Unlisted}");
    }

    /// <summary>The same of events that are unusual.</summary>
    public static void SayUnlistedAnomalies(Terminal terminal, BatchLabel label, IngestedRecords answer)
    {
        var more = answer.AnomalyCount - answer.Anomalies.Count;
        if (more > 0) terminal.Say($"{Wording.Count(more, "more event")} {label.Title}: unusual, {Unlisted}");
    }
}
