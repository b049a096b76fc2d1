using System.CommandLine;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared;

/// <summary>Runs a command, and gives what may go wrong its sentence and its exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] arguments, Terminal terminal)
    {
        if (StandardStreams.IsClosed(StandardStreams.Output))
        {
            terminal.Say("Standard output is closed; to throw the output away, write it to /dev/null.");
            return ExitCode.Failed;
        }

        // A name that begins with @ is a file like any other, not a list of arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (arguments.Length == 0)
        {
            await root.Parse("--help").InvokeAsync();
            return ExitCode.WrongUsage;
        }

        if (UsageErrors.Find(parsed, arguments) is { } error)
        {
            terminal.Say(SafeText.Of(error));
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
            // Somebody wanted only the first lines. Whoever has found something has its own exit code for that.
            return ExitCode.Usual;
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

    private static string NameOf(Command command) =>
        command is RootCommand ? "driftlock" : $"driftlock {command.Name}";
}
