namespace Driftlock.Cli.Shared;

/// <summary>Why the system refused a file, in a few words without its path.</summary>
internal static class IoReason
{
    private const int NoSpaceLeft = 28;
    private const int BrokenPipe = 32;

    public static string Of(Exception exception) => exception switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the name is too long",
        InvalidDataException => "the gzip data is damaged or cut off",
        IOException { HResult: NoSpaceLeft } => "no space left on the device",
        _ => SafeText.Of(exception.Message.TrimEnd('.')),
    };

    /// <summary>Whoever read our output has gone.</summary>
    public static bool IsReaderGone(Exception exception) => exception is IOException { HResult: BrokenPipe };
}
