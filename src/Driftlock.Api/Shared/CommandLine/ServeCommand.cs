using System.CommandLine;

namespace Driftlock.Api.Shared.CommandLine;

/// <summary><c>driftlock-api serve</c>: answers requests until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(Func<string[], WebApplication> build, Action<WebApplication> route)
    {
        var command = new Command("serve", "Answers requests until it is told to stop; what is meant without a command.");
        command.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => ServeAsync(parsed, app, route, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(
        ParseResult parsed, WebApplication app, Action<WebApplication> route, CancellationToken cancellationToken)
    {
        try
        {
            route(app);
            await app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or FormatException or InvalidOperationException)
        {
            // What has begun ends before the last word is said.
            await app.StopAsync(CancellationToken.None);
            // An address that is taken or none, a setting that is not of its type: the message says which.
            await parsed.InvocationConfiguration.Error.WriteLineAsync(failure.Message);
            return ExitCode.Failed;
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }
}
