using System.CommandLine.Parsing;

namespace Driftlock.Cli.Shared;

/// <summary>Checks of option values.</summary>
internal static class Require
{
    /// <summary>A whole number within bounds.</summary>
    public static Action<OptionResult> Between(int least, int most) => result =>
    {
        if (!result.Errors.Any() && result.GetValueOrDefault<int?>() is { } value && (value < least || value > most))
            result.AddError($"{result.Option.Name} takes a number from {least} to {most}.");
    };
}
