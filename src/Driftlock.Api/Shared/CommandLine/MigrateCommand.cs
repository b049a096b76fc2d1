using System.CommandLine;
using Driftlock.Application.Shared;

namespace Driftlock.Api.Shared.CommandLine;

/// <summary><c>driftlock-api migrate</c>: brings the database to what this build needs.</summary>
internal static class MigrateCommand
{
    public static Command Create(Func<string[], WebApplication> build)
    {
        var command = new Command("migrate", "Brings the database to what this build needs; safe to run at any time.");
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, build, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<string[], WebApplication> build, CancellationToken cancellationToken)
    {
        await using var app = build(parsed.Settings());
        var applied = await app.Services.GetRequiredService<ISchemas>().MigrateAsync(cancellationToken);
        if (!applied.IsSuccess) return await parsed.RefuseAsync(applied.Error);

        var output = parsed.InvocationConfiguration.Output;
        foreach (var migration in applied.Value) await output.WriteLineAsync($"applied {migration}");
        if (applied.Value.Count == 0) await output.WriteLineAsync("Nothing to apply.");
        return ExitCode.Done;
    }
}
