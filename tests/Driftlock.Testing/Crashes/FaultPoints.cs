using System.Text.RegularExpressions;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Crashes;

/// <summary>The named places of the product at which a process can be ended, as they stand in its source.</summary>
public static partial class FaultPoints
{
    // What the clock starts is late by up to an hour; tests in the process break these.
    private static readonly string[] ByTheClock = ["snapshot.", "retention."];

    // What a command of the program passes and no route does.
    private static readonly string[] OfCommands = ["change."];

    /// <summary>The call, with its name where it has one that can be read.</summary>
    [GeneratedRegex(@"\bFault\.Point(?<brackets>\((?:""(?<name>[a-z_]+\.[a-z_]+)"")?[^)]*\))")]
    public static partial Regex Call { get; }

    /// <summary>Those that a crash of the service is tried at, by name.</summary>
    public static IReadOnlyList<string> Tried { get; } =
    [
        .. Sources().SelectMany(source => Call.Matches(source)).Select(call => call.Groups["name"].Value)
            .Where(name => !Array.Exists(ByTheClock, start => name.StartsWith(start, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The product's source files.</summary>
    public static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(
            Path.Combine(Checkout.Root, "src"), "*.cs", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .Select(File.ReadAllText);

    /// <summary>Whether a command of the program is what comes there.</summary>
    public static bool IsOfCommands(string point) =>
        Array.Exists(OfCommands, start => point.StartsWith(start, StringComparison.Ordinal));
}
