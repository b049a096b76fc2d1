using System.Globalization;
using Driftlock.Api.Shared.Telemetry;

namespace Driftlock.Api.Console;

/// <summary>What people read of the checks that programs read by their names.</summary>
internal static class CheckWords
{
    private static readonly Dictionary<string, (string Title, string Meaning)> Known = new(StringComparer.Ordinal)
    {
        ["database"] = ("Database", "PostgreSQL answers and has every table of this build."),
        ["core"] = ("Detection core", "Gives on this machine the answers it must give, to the bit."),
        ["outbox"] = ("Outbox", "Messages between the modules that are not delivered yet."),
        ["jobs"] = ("Jobs", "Work by the clock: snapshots, retention, expiry."),
    };

    public static string Title(string name) => Known.TryGetValue(name, out var words) ? words.Title : name;

    public static string Meaning(string name) => Known.TryGetValue(name, out var words) ? words.Meaning : "";

    /// <summary>Version and figures in words: <c>waiting 3 · oldest 12 s</c>.</summary>
    public static string Figures(CheckAnswer check)
    {
        var words = check.Figures.Select(figure => Figure(figure.Key, figure.Value)).ToList();
        if (check.Version is { } version) words.Insert(0, $"version {version}");
        return words.Count == 0 ? "none" : string.Join(" · ", words);
    }

    private static string Figure(string name, double value)
    {
        const string Seconds = "_seconds";
        var number = value.ToString("#,0.#", CultureInfo.InvariantCulture);
        return name.EndsWith(Seconds, StringComparison.Ordinal)
            ? $"{name[..^Seconds.Length].Replace('_', ' ')} {number} s"
            : $"{name.Replace('_', ' ')} {number}";
    }
}
