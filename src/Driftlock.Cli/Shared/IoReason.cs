using System.Globalization;

namespace Driftlock.Cli.Shared;

/// <summary>Why the system refused a file, in a few words without its path.</summary>
internal static class IoReason
{
    private const int BrokenPipe = 32;
    private const int WouldBlock = 11;
    private const int FileTooLarge = 27;
    private const int SharingViolation = unchecked((int)0x80070020);

    // errno of Linux, where the framework has no exception of its own for it.
    private static readonly Dictionary<int, string> Reasons = new()
    {
        [5] = "the device reports an error",
        [6] = "there is no such device",
        [9] = "it is closed",
        [17] = "it is there already",
        [20] = "a part of the path is no directory",
        [21] = "it is a directory",
        [23] = "the system has too many open files",
        [24] = "too many files are open",
        [26] = "it is a program that is running",
        [FileTooLarge] = "the file would be too large",
        [28] = "no space left on the device",
        [30] = "the file system is read-only",
        [36] = "the name is too long",
        [40] = "its links lead round in a circle",
        [116] = "the file server has lost it",
        [122] = "the disk quota is used up",
        [SharingViolation] = "another program has locked it",
        [unchecked((int)0x80070050)] = "it is there already",
    };

    public static string Of(Exception exception) => exception switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        ArgumentOutOfRangeException => Reasons[FileTooLarge], // as the framework reports it
        PathTooLongException => "the name is too long",
        InvalidDataException => "the gzip data is damaged or cut off",
        _ => Reasons.GetValueOrDefault(exception.HResult) ?? string.Create(
            CultureInfo.InvariantCulture, $"the system reports error {exception.HResult}"),
    };

    /// <summary>Another process has the file for itself.</summary>
    public static bool IsLocked(IOException exception) => exception.HResult is SharingViolation or WouldBlock;

    /// <summary>A file that may not grow, which the framework calls a wrong argument.</summary>
    public static IOException TooLarge(ArgumentOutOfRangeException exception) => new(exception.Message, FileTooLarge);

    /// <summary>Whoever read our output has gone.</summary>
    public static bool IsReaderGone(Exception exception) => exception is IOException { HResult: BrokenPipe };
}
