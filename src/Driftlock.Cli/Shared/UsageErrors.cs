using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Driftlock.Cli.Shared;

/// <summary>What is wrong with what was typed, in a sentence; the parser's own are not written for users.</summary>
internal static class UsageErrors
{
    /// <summary>The first thing that is wrong, if anything is.</summary>
    /// <param name="parsed">What the parser made of it.</param>
    /// <param name="arguments">As they were typed.</param>
    public static string? Find(ParseResult parsed, string[] arguments)
    {
        // The parser takes a word in brackets for an order to itself, and the value of a flag for one more file.
        if (arguments[0].StartsWith('[')) return $"There is no command {arguments[0]}.";
        foreach (var argument in arguments.TakeWhile(argument => argument != "--"))
        {
            var end = argument.AsSpan().IndexOfAny('=', ':');
            var name = end < 0 ? argument : argument[..end];
            var isFlag = parsed.CommandResult.Command.Options.Any(
                option => option.Name == name && option.Arity.MaximumNumberOfValues == 0);
            if (isFlag && name != argument) return $"{name} takes no value.";
        }

        return parsed.Action is ParseErrorAction ? Of(parsed) : null;
    }

    private static string Of(ParseResult parsed)
    {
        var result = parsed.CommandResult;
        if (parsed.UnmatchedTokens is [var word, ..]) return Unknown(word, result.Command);
        foreach (var error in parsed.Errors)
        {
            var option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
            if (option is not null) return Of(option) ?? error.Message;
        }

        var missing = result.Command.Arguments.FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0
                && result.GetResult(argument) is not { Tokens.Count: > 0 });
        if (missing is not null) return $"{result.Command.Name} needs {missing.Name}.";
        return result.Command.Subcommands.Count > 0
            ? $"Name a command: {string.Join(", ", result.Command.Subcommands.Select(command => command.Name))}."
            : parsed.Errors[0].Message;
    }

    // Of what our own parsers refuse they have said why.
    private static string? Of(OptionResult result)
    {
        var option = result.Option;
        if (result.IdentifierTokenCount > 1) return $"{option.Name} may be given only once.";
        return result.Tokens.Count < option.Arity.MinimumNumberOfValues
            ? $"{option.Name} needs a value: {option.HelpName}."
            : null;
    }

    private static string Unknown(string word, Command command)
    {
        if (word.StartsWith('-')) return $"There is no option {word}.";
        return command is RootCommand ? $"There is no command {word}." : $"{command.Name} has no use for {word}.";
    }
}
