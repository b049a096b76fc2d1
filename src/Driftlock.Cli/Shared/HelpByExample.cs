using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Driftlock.Cli.Shared;

/// <summary>Help that ends with what most people want to type.</summary>
internal static class HelpByExample
{
    public static void AddExamples(this Command command, string examples)
    {
        var option = command.Options.OfType<HelpOption>().SingleOrDefault() ?? new HelpOption();
        if (!command.Options.Contains(option)) command.Add(option);
        option.Action = new Help((HelpAction)option.Action!, examples);
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
