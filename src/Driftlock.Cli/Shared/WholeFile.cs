using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared;

/// <summary>A file that appears under its name only when it is complete, in place of what was there.</summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string path;
    private readonly string unfinished;
    private readonly FileStream file;

    private WholeFile(string path)
    {
        this.path = path;
        unfinished = Path.Combine(
            Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        if (!OperatingSystem.IsWindows() && File.Exists(path))
            File.SetUnixFileMode(unfinished, File.GetUnixFileMode(path));
    }

    /// <summary>Its name as it is shown.</summary>
    public string Name => SafeText.Of(path);

    /// <summary>Begins the file, so that a place that cannot be written to is found before the work.</summary>
    /// <param name="path">Its name; of a link, what it leads to is replaced.</param>
    /// <param name="inputs">Names of files that it must not replace.</param>
    public static Result<WholeFile> Begin(string path, IEnumerable<string> inputs)
    {
        if (path.Length == 0) return Refuse("The name of a file to write is empty.");
        try
        {
            var target = Target(path);
            return FileKinds.Of(target) switch
            {
                FileKind.Directory => Unwritable(path, "it is a directory"),
                FileKind.Other => Unwritable(path, "it is a pipe or a device; name a file"),
                _ when inputs.Any(input => input.Length > 0 && Target(input) == target) =>
                    Unwritable(path, "it is an input"),
                _ => new WholeFile(target),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unwritable(path, IoReason.Of(e));
        }
    }

    /// <summary>Writes the file and puts it in its place.</summary>
    /// <exception cref="InvalidOperationException">It cannot be written; the message is for the user.</exception>
    public void Complete(ReadOnlySpan<byte> content)
    {
        try
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
            file.Dispose();
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new InvalidOperationException(Unwritable(path, IoReason.Of(e)).Message, e);
        }
    }

    /// <summary>Takes away what was not completed.</summary>
    public void Dispose()
    {
        file.Dispose();
        File.Delete(unfinished);
    }

    private static Error Unwritable(string path, string reason) =>
        Refuse($"{SafeText.Of(path)} cannot be written: {reason}.");

    private static Error Refuse(string sentence) => new(ErrorKind.Invalid, "file.unwritable", sentence);

    // What has no name in the folders, such as the pipe behind /dev/fd/63, is taken as it is named. A name that nothing
    // has yet is no link, and asking where it leads to would be refused.
    private static string Target(string path) =>
        FileKinds.Of(path) == FileKind.Other || new FileInfo(path).LinkTarget is null
        ? Path.GetFullPath(path)
        : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
}
