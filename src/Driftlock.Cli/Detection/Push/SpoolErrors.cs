using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Why a spool cannot be used.</summary>
internal static class SpoolErrors
{
    public static Error NoName { get; } = new(
        ErrorKind.Invalid, "usage.spool", "Name a folder for the spool with --spool: there is no other.");

    public static Error InUse(string stream, string folder) => Refuse(
        $"Another driftlock sends to {stream} and has {SafeText.Of(folder)}: "
        + "give this one a folder of its own with --spool.");

    public static Error Unwritable(string folder, Exception cause) => Refuse(
        $"{SafeText.Of(folder)} cannot be written: {IoReason.Of(cause)}. Another folder can be named with --spool.");

    public static Error Unreadable(string path, Exception cause) =>
        Refuse($"{SafeText.Of(path)}: {IoReason.Of(cause)}.");

    public static Error Damaged(string path) => Refuse(
        $"{SafeText.Of(path)} is damaged and cannot be sent; what waits behind it goes on when it is moved away.");

    public static Error Full(Spool spool) => Refuse(
        $"{SafeText.Of(spool.Folder)} is full: --spool-size lets it hold {Wording.Count(spool.Capacity >> 20)} MiB.");

    public static string SetAside(string path, BatchLabel label) =>
        $"The batch of {label.Records} records from line {label.FirstLine} of {SafeText.Of(label.Input)} on will not "
        + $"be taken and is kept as {SafeText.Of(path)}: a line about it, then the records in gzip.";

    public static Error NotKept(string title, long line) =>
        Refuse($"{title} was not taken from line {line} on.");

    private static Error Refuse(string message) => new(ErrorKind.Unavailable, "spool.unusable", message);
}
