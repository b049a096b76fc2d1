using System.CommandLine;
using System.CommandLine.Invocation;
using Driftlock.Api.Shared.Edge;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Shared.CommandLine;

/// <summary>
/// The commands of <c>driftlock-api</c>. Any setting can be given beside a command as <c>--Section:Name=value</c>.
/// </summary>
internal static class ServiceProgram
{
    /// <summary>Makes a program of its commands; the first is meant when none is named.</summary>
    public static RootCommand Of(params ReadOnlySpan<Command> commands)
    {
        var root = new RootCommand("Driftlock as a service: finds what is unusual in streams of events.")
        {
            Action = commands[0].Action,
        };
        foreach (var command in commands) root.Add(command);
        TakeSettings(root);
        return root;
    }

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        // A name that begins with @ is a value like any other, not a list of arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // Signals are the host's: it ends what runs before it ends itself.
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var stray = parsed.UnmatchedTokens.FirstOrDefault(word => !IsSetting(word));
        if (parsed.Action is not ParseErrorAction && stray is null) return await parsed.InvokeAsync(configuration);

        await configuration.Error.WriteLineAsync(
            stray is null ? parsed.Errors[^1].Message : $"There is no command or option '{stray}'.");
        await configuration.Error.WriteLineAsync("See: driftlock-api --help");
        return ExitCode.WrongUsage;
    }

    /// <summary>The settings that stand beside the command.</summary>
    public static string[] Settings(this ParseResult parsed) => [.. parsed.UnmatchedTokens];

    /// <summary>Does a command's work over the installation's database, if that has all tables of this build.</summary>
    /// <returns>The exit code of the work, or of what kept it from being done.</returns>
    public static async Task<int> OverDatabaseAsync(
        this ParseResult parsed,
        Func<string[], WebApplication> build,
        Func<WebApplication, Task<int>> work,
        CancellationToken cancellationToken)
    {
        await using var app = build(parsed.Settings());
        try
        {
            var missing = await app.Services.GetRequiredService<ISchemas>().MissingAsync(cancellationToken);
            if (!missing.IsSuccess) return await parsed.RefuseAsync(missing.Error);
            if (missing.Value is { Count: > 0 } some)
            {
                return await parsed.RefuseAsync(DatabaseErrors.MigrationsMissing(some));
            }

            return await work(app);
        }
        catch (Exception failure) when (BadSettings(failure) is { } bad)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(string.Join('\n', bad.Failures));
            return ExitCode.Missing;
        }
        catch (Exception failure) when (Recovery.IsDatabaseAway(failure))
        {
            return await parsed.RefuseAsync(DatabaseErrors.Unavailable);
        }
    }

    /// <summary>Says why not.</summary>
    /// <returns>The exit code of the refusal.</returns>
    public static async Task<int> RefuseAsync(this ParseResult parsed, Error error)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(error.Message);
        foreach (var (field, reasons) in error.Fields)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{field}: {string.Join(' ', reasons)}");
        }

        return ExitCode.Of(error);
    }

    // What makes a handler wraps what its parts throw.
    private static OptionsValidationException? BadSettings(Exception? failure)
    {
        while (failure is not null and not OptionsValidationException) failure = failure.InnerException;
        return (OptionsValidationException?)failure;
    }

    private static void TakeSettings(Command command)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        foreach (var inner in command.Subcommands) TakeSettings(inner);
    }

    private static bool IsSetting(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && word.Contains('=', StringComparison.Ordinal);
}
