using System.CommandLine.Parsing;
using System.Globalization;

namespace Driftlock.Cli.Shared;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class WholeNumber
{
    public static Func<ArgumentResult, int?> Between(int least, int most, string otherwise = "") => result =>
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        var name = ((OptionResult)result.Parent!).Option.Name;
        result.AddError($"{name} takes a number from {least} to {most}{otherwise}.");
        return null;
    };
}
