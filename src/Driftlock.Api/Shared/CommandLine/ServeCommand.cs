using System.CommandLine;
using Driftlock.Application.Shared;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Shared.CommandLine;

/// <summary><c>driftlock-api serve</c>: answers requests until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(Func<string[], WebApplication> build, Action<WebApplication> route)
    {
        var command = new Command("serve", "Answers requests until it is told to stop; what is meant without a command.");
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, build, route, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        Func<string[], WebApplication> build,
        Action<WebApplication> route,
        CancellationToken cancellationToken)
    {
        await using var app = build(parsed.Settings());
        var missing = await app.Services.GetRequiredService<ISchemas>().MissingAsync(cancellationToken);
        if (!missing.IsSuccess) return await parsed.RefuseAsync(missing.Error);
        if (missing.Value is { Count: > 0 } some) return await parsed.RefuseAsync(DatabaseErrors.MigrationsMissing(some));

        route(app);
        try
        {
            await app.RunAsync();
            return ExitCode.Done;
        }
        catch (OptionsValidationException refused)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(string.Join('\n', refused.Failures));
            return ExitCode.Missing;
        }
    }
}
