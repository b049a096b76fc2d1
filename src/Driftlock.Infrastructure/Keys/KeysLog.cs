using Microsoft.Extensions.Logging;

namespace Driftlock.Infrastructure.Keys;

/// <summary>What keys have to say; events 3000 to 3999.</summary>
internal static partial class KeysLog
{
    [LoggerMessage(3000, LogLevel.Warning, "Changes of keys are not heard of at the moment: {Reason}")]
    public static partial void CannotHear(ILogger logger, string reason);

    [LoggerMessage(3001, LogLevel.Warning, "The last use of {Count} keys could not be written: {Reason}")]
    public static partial void CannotWriteUses(ILogger logger, int count, string reason);
}
