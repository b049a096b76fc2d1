namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>What a call into the core came to.</summary>
internal enum NativeStatus
{
    Ok = 0,
    Null = -1,
    Range = -2,
    Corrupt = -3,
    Newer = -4,
    OutOfMemory = -5,
    Panicked = -6,
    Poisoned = -7,
    Untaught = -8,
    Space = -9,
    Busy = -10,
    Wrong = -11,
}

internal static class NativeStatuses
{
    /// <summary>
    /// For calls whose failure nobody outside can cause: a bug in the core or in this adapter, or a model that two
    /// threads use at once.
    /// </summary>
    public static void ThrowUnlessOk(this NativeStatus status)
    {
        if (status == NativeStatus.Ok) return;
        throw status switch
        {
            NativeStatus.OutOfMemory => new InsufficientMemoryException(
                "The detection core could not get the memory it needs."),
            NativeStatus.Busy => new InvalidOperationException(
                "A stream's model has one writer at a time, and no reader meanwhile."),
            NativeStatus.Untaught => new InvalidOperationException("A stream that was taught nothing has no anchor."),
            NativeStatus.Panicked or NativeStatus.Poisoned => new InvalidOperationException(
                "The detection core failed inside; this stream's model is lost and has to be restored."),
            _ => new InvalidOperationException($"The detection core refused a call: {status}."),
        };
    }
}
