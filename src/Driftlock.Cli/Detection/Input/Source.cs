using System.IO.Compression;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Input;

/// <summary>One input: a file, or standard input; plain or gzip, which its first bytes tell.</summary>
internal sealed class Source : IDisposable
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    // Where git and grep look for a NUL too.
    private const int HeadLength = 8000;

    private readonly Stream file;
    private readonly PeekedStream text;

    private Source(string name, Stream file, PeekedStream text) => (Name, this.file, this.text) = (name, file, text);

    public string Name { get; }

    /// <summary>What it is called in a sentence.</summary>
    public string Title => TitleOf(Name);

    /// <summary>The text, uncompressed.</summary>
    public Stream Text => text;

    /// <summary>Its beginning.</summary>
    public ReadOnlySpan<byte> Head => text.Head;

    /// <summary>Bytes of the file as it lies on the disk; none of a pipe.</summary>
    public long? Length => file.CanSeek ? file.Length : null;

    /// <summary>Bytes of the file read so far; 0 of a pipe.</summary>
    public long Position => file.CanSeek ? file.Position : 0;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <summary>
    /// Says of the first input that cannot be scanned why, before any is begun. Of pipes and devices nothing is known
    /// before they are opened, and that can be done only once, when it is their turn.
    /// </summary>
    /// <param name="names">Paths, or <c>-</c>.</param>
    /// <param name="anyBytes">Whether what looks binary is taken all the same.</param>
    public static Result Check(IReadOnlyList<string> names, bool anyBytes)
    {
        if (names.Count(name => name == StandardInput) > 1) return InputErrors.StandardInputTwice;
        foreach (var name in names)
        {
            if (name == StandardInput || FileKinds.Of(name) == FileKind.Other) continue;
            var source = Open(name, anyBytes);
            if (!source.IsSuccess) return source.Error;
            source.Value.Dispose();
        }

        return Result.Success;
    }

    /// <summary>As <see cref="Open(string, bool)"/>; a pipe that has nothing to say yet is waited for.</summary>
    public static Task<Result<Source>> OpenAsync(
        string name, bool anyBytes, CancellationToken cancellationToken) =>
        Task.Run(() => Open(name, anyBytes), cancellationToken).WaitAsync(cancellationToken);

    /// <summary>Opens an input and looks at its beginning.</summary>
    /// <param name="name">Path, or <c>-</c>.</param>
    /// <param name="anyBytes">Whether what looks binary is taken all the same.</param>
    public static Result<Source> Open(string name, bool anyBytes)
    {
        if (name.Length == 0) return InputErrors.NoName;
        if (name == StandardInput && StandardStreams.IsClosed(StandardStreams.Input))
            return InputErrors.StandardInputClosed;
        if (name != StandardInput && Directory.Exists(name)) return InputErrors.Directory(name);

        Source source;
        try
        {
            source = Open(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return InputErrors.Unreadable(name, e);
        }

        var head = source.Head;
        var nul = head.IndexOf((byte)0);
        if (anyBytes || nul < 0) return source;

        var isUtf16 = head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        source.Dispose();
        return isUtf16 ? InputErrors.Utf16(name) : InputErrors.Binary(name, nul);
    }

    /// <summary>What an input is called in a sentence.</summary>
    public static string TitleOf(string name) => name == StandardInput ? "standard input" : SafeText.Of(name);

    /// <summary>Reads no further: what was read is all there is.</summary>
    public void Stop() => text.Stop();

    public void Dispose() => Text.Dispose();

    private static Source Open(string name)
    {
        // Blocks are read and copied by the reader, so the file needs no buffer of its own.
        const FileShare Anybody = FileShare.ReadWrite | FileShare.Delete;
        var input = name == StandardInput
            ? Console.OpenStandardInput()
            : new FileStream(name, FileMode.Open, FileAccess.Read, Anybody, bufferSize: 0);
        var start = new PeekedStream(input, HeadLength, GzipMagic.Length);
        if (!start.Head.StartsWith(GzipMagic)) return new Source(name, input, start);

        var unpacked = new PeekedStream(new GZipStream(start, CompressionMode.Decompress), HeadLength, atLeast: 1);
        return new Source(name, input, unpacked);
    }
}
