using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Driftlock.Cli.Shared;

/// <summary>Help that ends with what most people want to type.</summary>
internal static class HelpByExample
{
    public static void AddExamples(this Command command, string examples)
    {
        // Not the parser's own: to that /h and /? are help too, and here they are files.
        foreach (var usual in command.Options.OfType<HelpOption>().ToArray()) command.Options.Remove(usual);
        var option = new HelpOption("--help", "-h", "-?");
        option.Action = new Help((HelpAction)option.Action!, examples);
        command.Add(option);
    }

    private sealed class Help(HelpAction usual, string examples) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            usual.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine($"Examples:\n{examples}");
            return ExitCode.Usual;
        }
    }
}
