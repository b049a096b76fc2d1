using Microsoft.Extensions.Logging;

namespace Driftlock.Infrastructure.Detection;

/// <summary>What detection has to say; events 4000 to 4999.</summary>
internal static partial class DetectionLog
{
    [LoggerMessage(4000, LogLevel.Warning, "New anomalies are not heard of at the moment: {Reason}")]
    public static partial void CannotHear(ILogger logger, string reason);

    [LoggerMessage(4001, LogLevel.Warning, "Turns are committed step by step, refused together: {State} {Reason}")]
    public static partial void CommitsInSteps(ILogger logger, string state, string reason);

    [LoggerMessage(4002, LogLevel.Warning, "No snapshot of {Stream} of {Organization}; it is left alone for a while")]
    public static partial void CannotTakeSnapshot(ILogger logger, Exception failure, Guid organization, Guid stream);
}
