using System.CommandLine.Parsing;

namespace Driftlock.Cli.Shared;

/// <summary>Options that take one of a few words: the names of an enum, in lower case.</summary>
internal static class OneOf<T>
    where T : struct, Enum
{
    public static T Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var names = string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
        if (names.Split(", ").Contains(text)) return Enum.Parse<T>(text, ignoreCase: true);

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes one of {names}, not {text}.");
        return default;
    }
}
