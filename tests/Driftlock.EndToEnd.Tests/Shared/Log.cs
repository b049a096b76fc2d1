using System.Globalization;
using System.Text;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>A dull log, the same every time, into which a test puts what is odd.</summary>
internal static class Log
{
    /// <summary>The line that no log of this kind has.</summary>
    public const string Odd =
        "2026-11-20T10:07:41Z worker-2 PANIC could not write to file \"pg_wal/xlogtemp.812\": No space left on device";

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    private static readonly string[] Forms =
    [
        "GET /cart/{0} 200 in {1} ms",
        "GET /product/{0} 200 in {1} ms",
        "POST /order/{0} 201 in {1} ms",
        "cache miss for product {0}, loaded in {1} ms",
    ];

    public static string[] Dull(int count) => [.. Enumerable.Range(0, count).Select(Line)];

    /// <summary>Long lines that no compression makes much shorter: so many are a batch of two MiB.</summary>
    public static string[] Incompressible(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.GetString(Letters, 1023))];
    }

    /// <summary>Dull lines, of which one is replaced.</summary>
    public static string[] With(int count, int number, string odd)
    {
        var lines = Dull(count);
        lines[number - 1] = odd;
        return lines;
    }

    public static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    public static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(Text(lines));

    private static string Line(int index)
    {
        var random = new Random(index);
        var time = new DateTime(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc).AddSeconds(index);
        var form = string.Format(
            CultureInfo.InvariantCulture, Forms[random.Next(Forms.Length)], random.Next(1000), random.Next(1, 90));
        return string.Create(
            CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ssZ} worker-{random.Next(1, 5)} INFO {form}");
    }
}
