using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared;

/// <summary>A file that appears under its name only when it is complete, in place of what was there.</summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string path;
    private readonly string unfinished;

    private WholeFile(string path)
    {
        this.path = Path.GetFullPath(path);
        if (Directory.Exists(this.path)) throw new IOException("it is a directory");

        unfinished = Path.Combine(
            Path.GetDirectoryName(this.path)!, $".{Path.GetFileName(this.path)}.{Environment.ProcessId}.tmp");
        Content = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None);
    }

    /// <summary>What the file is to hold.</summary>
    public FileStream Content { get; }

    /// <summary>Begins the file, so that a place that cannot be written to is found before the work.</summary>
    public static Result<WholeFile> Begin(string path)
    {
        try
        {
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
}
