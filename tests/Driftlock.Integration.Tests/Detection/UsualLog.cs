using System.Globalization;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Lines of a quiet web server, always the same ones.</summary>
internal static class UsualLog
{
    public const string OddLine = "2026-11-20T10:03:20Z worker 3 PANIC could not write to file: no space left";

    private static readonly string[] Paths = ["/cart", "/orders", "/health", "/login", "/items"];

    public static string[] Lines(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(Line)];

    private static string Line(int number)
    {
        var time = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero).AddSeconds(number);
        var (method, path) = (number % 7 == 0 ? "POST" : "GET", Paths[number * 31 % 5]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{time:yyyy-MM-ddTHH:mm:ssZ} worker {number % 4} {method} {path} 200 in {number * 37 % 90} ms");
    }
}
