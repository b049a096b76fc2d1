using System.CommandLine;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;

namespace Driftlock.Api.Shared.CommandLine;

/// <summary><c>driftlock-api check</c>: asks every invariant of every module on a live database.</summary>
internal static class CheckCommand
{
    private const int MostBreachesShown = 20;

    // A statement reads whole tables, and nobody waits for an answer.
    private const string LongStatements = $"--{Database.StatementSecondsKey}=3600";

    public static Command Create(Func<string[], WebApplication> build)
    {
        var command = new Command("check", "Proves every invariant on the live database, which it only reads.");
        command.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            settings => build([LongStatements, .. settings]),
            app => CheckAsync(parsed, app, cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> CheckAsync(
        ParseResult parsed, WebApplication app, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var code = ExitCode.Done;
        foreach (var invariant in scope.ServiceProvider.GetServices<IInvariant>())
        {
            var breaches = await invariant.BreachesAsync(cancellationToken);
            await ShowAsync(parsed.InvocationConfiguration.Output, invariant.Name, breaches);
            if (breaches.Count > 0) code = ExitCode.Broken;
        }

        return code;
    }

    private static async Task ShowAsync(TextWriter output, string name, IReadOnlyList<string> breaches)
    {
        await output.WriteLineAsync($"{(breaches.Count == 0 ? "holds " : "BROKEN")}  {name}");
        foreach (var breach in breaches.Take(MostBreachesShown)) await output.WriteLineAsync($"        {breach}");
        if (breaches.Count > MostBreachesShown)
        {
            await output.WriteLineAsync($"        and {breaches.Count - MostBreachesShown} more");
        }
    }
}
