using System.CommandLine;
using System.CommandLine.Invocation;

namespace Driftlock.Cli.Shared;

/// <summary>Runs a command, and gives what may go wrong its sentence and its exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] arguments, Terminal terminal)
    {
        // A name that begins with @ is a file like any other, not a list of arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (arguments.Length == 0)
        {
            await root.Parse("--help").InvokeAsync();
            return ExitCode.WrongUsage;
        }

        if (parsed.Action is ParseErrorAction)
        {
            terminal.Say(SafeText.Of(MostTelling(parsed.Errors)));
            terminal.Hint($"See: {NameOf(parsed.CommandResult.Command)} --help");
            return ExitCode.WrongUsage;
        }

        using var interruption = new Interruption();
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException e) when (IoReason.IsReaderGone(e))
        {
            // Somebody wanted only the first lines, and there were some.
            return ExitCode.Unusual;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Inputs and files speak for themselves; what is left is what we write to.
            terminal.Say($"The output cannot be written: {IoReason.Of(e)}.");
            return ExitCode.Failed;
        }
        catch (DllNotFoundException e)
        {
            terminal.Say($"{e.Message} See: driftlock doctor");
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is InvalidOperationException or InsufficientMemoryException or OutOfMemoryException)
        {
            terminal.Say(SafeText.Of(e.Message));
            return ExitCode.Failed;
        }
    }

    // That a command is missing is said beside every wrong word in its place.
    private static string MostTelling(IReadOnlyList<System.CommandLine.Parsing.ParseError> errors) =>
        errors[Math.Min(1, errors.Count - 1)].Message;

    private static string NameOf(Command command) =>
        command is RootCommand ? "driftlock" : $"driftlock {command.Name}";
}
