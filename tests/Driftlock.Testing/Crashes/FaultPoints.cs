using System.Text.RegularExpressions;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Crashes;

/// <summary>The named places of the product at which a process can be ended, as they stand in its source.</summary>
public static partial class FaultPoints
{
    // What the clock starts, a minute or an hour from now: tests in the process break these.
    private static readonly string[] ByTheClock = ["snapshot.", "retention."];

    /// <summary>The call, with its name where it has one that can be read.</summary>
    [GeneratedRegex(@"\bFault\.Point(?<brackets>\((?:""(?<name>[a-z_]+\.[a-z_]+)"")?[^)]*\))")]
    public static partial Regex Call { get; }

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Sources().SelectMany(source => Call.Matches(source)).Select(call => call.Groups["name"].Value).Order(StringComparer.Ordinal)];

    /// <summary>Those that requests lead to.</summary>
    public static IReadOnlyList<string> Tried { get; } =
        [.. All.Where(name => !Array.Exists(ByTheClock, start => name.StartsWith(start, StringComparison.Ordinal)))];

    /// <summary>The product's source files.</summary>
    public static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(
            Path.Combine(Checkout.Root, "src"), "*.cs", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .Select(File.ReadAllText);
}
