using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;
using Microsoft.Win32.SafeHandles;

namespace Driftlock.Cli.Detection;

/// <summary>
/// Keeps lines that are told later. Their texts stay in memory up to a limit; what is beyond it goes to a file that has
/// no name any more, so that it ends with the process, however that ends.
/// </summary>
internal sealed class LineStore : IDisposable
{
    /// <summary>Most bytes of text in memory.</summary>
    public const long MostBytes = 4 << 20;

    // Each has room for any line, so that one that is free again fits the next.
    private const long PlaceBytes = LineReader.LongestLine;

    private readonly Stack<long> free = new();
    private byte[] room = [];
    private SafeFileHandle? file;

    /// <summary>Bytes of text in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Places for a line that the file has, in use or free.</summary>
    public long Places { get; private set; }

    /// <summary>Keeps a line until it is forgotten.</summary>
    public StoredLine Keep(JudgedLine line)
    {
        var stored = new StoredLine(this, line.Finding, line.Words.ToArray(), line.Text.Length);
        if (Bytes + line.Text.Length > MostBytes) return stored with { Place = Write(line.Text) };
        Bytes += line.Text.Length;
        return stored with { Text = line.Text.ToArray() };
    }

    /// <summary>The text of a line that is kept, until the next one is read.</summary>
    public ReadOnlySpan<byte> Read(StoredLine line)
    {
        if (line.Text is not null) return line.Text;
        if (room.Length < line.Length) room = new byte[PlaceBytes];
        var text = room.AsSpan(0, line.Length);
        for (var read = 0; read < text.Length;)
        {
            var more = RandomAccess.Read(file!, text[read..], (line.Place * PlaceBytes) + read);
            if (more == 0) throw new InvalidOperationException("A line that was kept is not there any more.");
            read += more;
        }

        return text;
    }

    /// <summary>Its room is for others.</summary>
    public void Forget(StoredLine line)
    {
        if (line.Text is null) free.Push(line.Place);
        else Bytes -= line.Length;
    }

    public void Dispose() => file?.Dispose();

    private long Write(ReadOnlySpan<byte> text)
    {
        try
        {
            file ??= Open();
            var place = free.TryPop(out var used) ? used : Places++;
            RandomAccess.Write(file, text, place * PlaceBytes);
            return place;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new InvalidOperationException(
                $"Long lines that are told later cannot be kept in {Path.GetTempPath()} (TMPDIR): {IoReason.Of(e)}.", e);
        }
    }

    // The folder is the user's alone, as logs may be.
    private static SafeFileHandle Open()
    {
        if (!Directory.Exists(Path.GetTempPath())) throw new DirectoryNotFoundException();
        var folder = Directory.CreateTempSubdirectory("driftlock-");
        try
        {
            return File.OpenHandle(
                Path.Combine(folder.FullName, "lines"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>A judged line in a <see cref="LineStore"/>.</summary>
internal sealed record StoredLine(LineStore Store, Finding Finding, WordCost[] Words, int Length)
{
    /// <summary>The text, if it is in memory.</summary>
    public byte[]? Text { get; init; }

    /// <summary>Else its place in the file.</summary>
    public long Place { get; init; }

    /// <summary>The line as it was kept, until the next one is read.</summary>
    public JudgedLine Judged => new(Finding, Store.Read(this), Words);

    /// <summary>Its room is for others.</summary>
    public void Forget() => Store.Forget(this);
}
