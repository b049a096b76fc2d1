using System.Text.RegularExpressions;

namespace Driftlock.Architecture.Tests;

/// <summary>Where a type stands, by its full name: its layer, its module, and whether that is a door.</summary>
internal sealed partial record Place(string Layer, string Module, bool IsDoor)
{
    public const string Shared = "Shared";

    /// <summary>The modules, and what two of them share.</summary>
    public static readonly IReadOnlyList<string> Modules = ["Billing", "Detection", "Identity", "Keys", Shared];

    /// <summary>Null for what lies in no folder of a layer: the framework, a package, <c>Program</c>.</summary>
    public static Place? Of(string type)
    {
        var found = Name().Match(type);
        if (!found.Success) return null;
        var (layer, module) = (found.Groups["layer"].Value, found.Groups["module"].Value);
        // The shell of the console is common ground of the edge: every module's pages stand in it, and it knows none.
        if ((layer, module) == ("Api", "Console")) module = Shared;
        var door = (layer, found.Groups["folder"].Value) is ("Domain", "Events") or ("Application", "Contracts");
        return new Place(layer, module, door && module != Shared);
    }

    /// <summary>A typed id may be named from everywhere, wherever it lies.</summary>
    public static bool IsId(Type type) =>
        type.GetInterfaces().Any(contract => contract.FullName?.Split('[')[0] == "Driftlock.Domain.Shared.ITypedId`1");

    /// <summary>The one type without a namespace: the top-level statements of a program, in its first file.</summary>
    public static bool IsProgram(CompiledCode code, Type type) =>
        type.FullName == "Program" && code.FilesOf(type) is { Count: 1 } files && ProgramFile().IsMatch(files.Single());

    [GeneratedRegex("""
        ^Driftlock\.(?<layer>Domain|Application|Infrastructure|Api|Cli)\.(?<module>\w+)\.(?:(?<folder>\w+)\.)?
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Name();

    [GeneratedRegex(@"^src/Driftlock\.(?:Api|Cli)/Program\.cs$")]
    private static partial Regex ProgramFile();
}
