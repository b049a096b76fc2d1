using Driftlock.Cli.Detection.Remote;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Who is told how the sending goes, by whichever thread it happens on.</summary>
internal interface IDeliveryListener
{
    /// <summary>The service has taken a batch.</summary>
    void Delivered(BatchLabel label, IngestedRecords answer);

    /// <summary>A sentence on standard error.</summary>
    void Say(string sentence);
}
