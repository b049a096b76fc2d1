using Microsoft.Extensions.Logging;

namespace Driftlock.Infrastructure.Shared.Messaging;

internal static partial class MessagingLog
{
    [LoggerMessage(100, LogLevel.Warning, "Message {Message} ({Name}) failed for the {Failures}. time")]
    public static partial void Failed(ILogger log, string name, Guid message, int failures, Exception failure);

    [LoggerMessage(101, LogLevel.Error, "Message {Message} ({Name}) is parked after {Failures} failures")]
    public static partial void Parked(ILogger log, string name, Guid message, int failures, Exception failure);

    [LoggerMessage(102, LogLevel.Warning, "The relay was interrupted and begins again")]
    public static partial void RelayInterrupted(ILogger log, Exception failure);

    [LoggerMessage(104, LogLevel.Warning, "{Count} messages ({Name}) failed together and are tried one by one")]
    public static partial void FailedTogether(ILogger log, string name, int count, Exception failure);

    [LoggerMessage(103, LogLevel.Warning, "The other nodes cannot be told what was committed: {Reason}")]
    public static partial void CannotTell(ILogger log, string reason);
}
