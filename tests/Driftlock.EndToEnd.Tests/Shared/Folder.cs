using System.IO.Compression;
using System.Text;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>A folder for one test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("driftlock-test-").FullName;

    public IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).Order()];

    public string this[string name] => Path.Combine(path, name);

    /// <summary>Writes a file and says where it is.</summary>
    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(path, recursive: true);

    /// <summary>One gzip member.</summary>
    public static byte[] Gzip(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest)) gzip.Write(content);
        return buffer.ToArray();
    }
}
