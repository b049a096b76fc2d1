using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared;

/// <summary>A file that appears under its name only when it is complete, in place of what was there.</summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string path;
    private readonly string unfinished;

    private WholeFile(string path)
    {
        this.path = Target(path);
        if (Directory.Exists(this.path)) throw new IOException("it is a directory");
        if (Path.GetDirectoryName(this.path) is "/dev" or "/proc") throw new IOException("it is a device");

        unfinished = Path.Combine(
            Path.GetDirectoryName(this.path)!, $".{Path.GetFileName(this.path)}.{Environment.ProcessId}.tmp");
        Content = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None);
        if (!OperatingSystem.IsWindows() && File.Exists(this.path))
            File.SetUnixFileMode(unfinished, File.GetUnixFileMode(this.path));
    }

    /// <summary>What the file is to hold.</summary>
    public FileStream Content { get; }

    /// <summary>Begins the file, so that a place that cannot be written to is found before the work.</summary>
    /// <param name="path">Its name; of a link, what it leads to is replaced.</param>
    /// <param name="inputs">Names of files that it must not replace.</param>
    public static Result<WholeFile> Begin(string path, IEnumerable<string> inputs)
    {
        try
        {
            if (path.Length == 0) throw new IOException("the name is empty");
            if (inputs.Any(input => Target(input) == Target(path))) throw new IOException("it is an input");
            return new WholeFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Error(
                ErrorKind.Invalid, "file.unwritable", $"{SafeText.Of(path)} cannot be written: {IoReason.Of(e)}.");
        }
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        Content.Flush(flushToDisk: true);
        Content.Dispose();
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Takes away what was not completed.</summary>
    public void Dispose()
    {
        Content.Dispose();
        File.Delete(unfinished);
    }

    // A name that nothing has yet is no link, and asking where it leads to would be refused.
    private static string Target(string path) => new FileInfo(path).LinkTarget is null
        ? Path.GetFullPath(path)
        : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
}
