using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>A batch as it lies on the disk.</summary>
internal sealed record SpooledBatch(string Path, long Size);

/// <summary>
/// Batches on the disk, in their order, from when they were read until the service has answered for them: whatever ends
/// the command in between, the next one sends them under the same keys. A file appears under its name only when it is
/// whole and on the disk. Each stream, address and API key has a folder of its own, so that nothing goes to somebody
/// else, and one process at a time has it.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>Bytes of the batches, compressed, that a folder may hold unless somebody says otherwise.</summary>
    public const long LargestSize = 1L << 30;

    private const string Whole = ".batch";
    private const string Unfinished = ".tmp";
    private const string Refused = ".refused";
    private const int LargestLabel = 64 << 10;
    private const int NameDigits = 16;

    private readonly FileStream hold;
    private long last;
    private long size;

    private Spool(string folder, FileStream hold, long largestSize)
    {
        (Folder, this.hold, Capacity) = (folder, hold, largestSize);
        // Nobody writes any more what an earlier process was writing when it died.
        foreach (var file in Directory.EnumerateFiles(folder, $"*{Unfinished}")) File.Delete(file);
        last = Directory.EnumerateFiles(folder).Select(NumberOf).DefaultIfEmpty().Max();
        Found = [.. Directory.EnumerateFiles(folder, $"*{Whole}").Order(StringComparer.Ordinal)
            .Select(file => new SpooledBatch(file, new FileInfo(file).Length))];
        size = Found.Sum(batch => batch.Size);
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Bytes of the batches, compressed, that it may hold.</summary>
    public long Capacity { get; }

    /// <summary>What earlier processes left, the oldest first.</summary>
    public IReadOnlyList<SpooledBatch> Found { get; }

    /// <summary>The folder that all spools lie in unless somebody says otherwise; empty for who has no home.</summary>
    public static string UsualRoot()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (string.IsNullOrEmpty(state) || !Path.IsPathFullyQualified(state))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (home.Length == 0) return "";
            state = Path.Combine(home, ".local", "state");
        }

        return Path.Combine(state, "driftlock", "spool");
    }

    /// <summary>Opens the folder of a stream, for this process alone.</summary>
    /// <param name="root">The folder that all spools lie in; empty where there is none.</param>
    /// <param name="stream">Slug or id of the stream.</param>
    /// <param name="access">Where it is sent to, and by whom.</param>
    /// <param name="largestSize">Bytes of the batches, compressed, that it may hold.</param>
    public static Result<Spool> Open(
        string root, string stream, ServiceAccess access, long largestSize = LargestSize)
    {
        if (root.Length == 0) return SpoolErrors.NoName;

        var folder = Path.Combine(Path.GetFullPath(root), $"{stream}-{MarkOf(stream, access)}");
        try
        {
            Folders.CreatePrivate(folder);
            var path = Path.Combine(folder, "lock");
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new Spool(folder, held, largestSize);
        }
        catch (IOException e) when (IoReason.IsLocked(e))
        {
            return SpoolErrors.InUse(stream, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SpoolErrors.Unwritable(folder, e);
        }
    }

    /// <summary>
    /// Folders with batches for the same stream that were read for another key, or for another address.
    /// </summary>
    public IReadOnlyList<string> Others(string stream) =>
        [.. Directory.EnumerateDirectories(Path.GetDirectoryName(Folder)!, $"{stream}-*")
            .Where(folder => folder.Length == Folder.Length && folder != Folder)
            .Where(folder => Directory.EnumerateFiles(folder, $"*{Whole}").Any())];

    /// <summary>Whether so many bytes more may be kept; one batch always may.</summary>
    public bool HasRoomFor(long bytes) => size == 0 || size + bytes <= Capacity;

    /// <summary>Puts a batch behind all others; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">There is no room on the disk.</exception>
    public SpooledBatch Keep(BatchLabel label, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{last + 1:D16}{Whole}"));
        var unfinished = Path.ChangeExtension(path, Unfinished);
        try
        {
            var written = Write(unfinished, label, content);
            File.Move(unfinished, path);
            Folders.Flush(Folder);
            size += written;
            last++;
            return new SpooledBatch(path, written);
        }
        catch (IOException)
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Reads a batch back.</summary>
    public static Result<(BatchLabel Label, byte[] Content)> Load(SpooledBatch batch)
    {
        try
        {
            var bytes = File.ReadAllBytes(batch.Path);
            var end = bytes.AsSpan(0, Math.Min(bytes.Length, LargestLabel)).IndexOf((byte)'\n');
            if (end < 0) return SpoolErrors.Damaged(batch.Path);

            var label = JsonSerializer.Deserialize(bytes.AsSpan(0, end), BatchLabelJson.Default.BatchLabel);
            return label is null ? SpoolErrors.Damaged(batch.Path) : (label, bytes[(end + 1)..]);
        }
        catch (JsonException)
        {
            return SpoolErrors.Damaged(batch.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SpoolErrors.Unreadable(batch.Path, e);
        }
    }

    /// <summary>The service has answered for it.</summary>
    public void Remove(SpooledBatch batch)
    {
        File.Delete(batch.Path);
        size -= batch.Size;
    }

    /// <summary>
    /// The service will never take it: it is kept for its owner to look at, and no longer in the way.
    /// </summary>
    /// <returns>Where it is now.</returns>
    public string SetAside(SpooledBatch batch)
    {
        var path = Path.ChangeExtension(batch.Path, Refused);
        File.Move(batch.Path, path);
        Folders.Flush(Folder);
        size -= batch.Size;
        return path;
    }

    public void Dispose() => hold.Dispose();

    private static FileStreamOptions OwnersAlone
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }
    }

    private static long Write(string path, BatchLabel label, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, OwnersAlone);
        JsonSerializer.Serialize(file, label, BatchLabelJson.Default.BatchLabel);
        file.WriteByte((byte)'\n');
        file.Write(content);
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    // The key is in no name: what is here of it cannot be turned back.
    private static string MarkOf(string stream, ServiceAccess access)
    {
        var whole = Encoding.UTF8.GetBytes($"{access.Address.AbsoluteUri}\n{stream}\n{access.Key}");
        return Convert.ToHexStringLower(SHA256.HashData(whole))[..NameDigits];
    }

    private static long NumberOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
