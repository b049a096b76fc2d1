using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>Bodies of detections: log lines of 200 bytes, no two of which are equal.</summary>
internal sealed class EventBodies
{
    /// <summary>Bytes of an event.</summary>
    public const int EventBytes = 200;

    private const ulong Seed = 20_261_126;

    private static readonly JsonSerializerOptions AsItStands = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SyntheticLog log = new(new Chance(Seed));

    /// <summary>The next lines.</summary>
    public IReadOnlyList<byte[]> NextLines(int count) => [.. Enumerable.Range(0, count).Select(_ => NextLine())];

    /// <summary>A request with the next lines.</summary>
    public byte[] Next(string stream, int events, bool learn) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            stream,
            events = NextLines(events).Select(Encoding.ASCII.GetString),
            learn,
        },
        AsItStands);

    private byte[] NextLine()
    {
        var line = log.NextLine();
        while (line.Length < EventBytes) line = [.. line, (byte)' ', .. log.NextMessage()];
        return line[..EventBytes];
    }
}
