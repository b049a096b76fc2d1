using System.CommandLine;
using System.Globalization;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Shared.CommandLine;

/// <summary><c>driftlock-api messages</c>: the dead letters, and what an operator decides on each.</summary>
internal static class MessagesCommand
{
    private const string NoMessage = "No message is parked.";

    private static readonly Option<Guid> Id = new("--id") { Description = "Id of the message.", Required = true };

    private static readonly Option<string> Reason =
        new("--reason") { Description = "Why, for the audit chain.", Required = true };

    public static Command Create(Func<string[], WebApplication> build)
    {
        var list = new Command("list", "Lists the messages that were given up, the oldest first.");
        list.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => ListAsync(parsed, Of(app), cancellationToken), cancellationToken));

        var requeue = new Command("requeue", "Has one delivered anew; what has reacted to it is passed over.")
        {
            Id, Reason,
        };
        requeue.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => DecideAsync(parsed, Of(app).RequeueAsync, cancellationToken), cancellationToken));

        var discard = new Command("discard", "Drops one for ever.") { Id, Reason };
        discard.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => DecideAsync(parsed, Of(app).DiscardAsync, cancellationToken), cancellationToken));

        return new Command("messages", "Messages between modules that could not be delivered.")
        {
            list, requeue, discard,
        };
    }

    private static IParkedMessages Of(WebApplication app) => app.Services.GetRequiredService<IParkedMessages>();

    private static async Task<int> ListAsync(
        ParseResult parsed, IParkedMessages messages, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var parked = await messages.ListAsync(cancellationToken);
        if (parked.Count == 0) await output.WriteLineAsync(NoMessage);
        foreach (var message in parked)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{message.Id}  {message.ParkedAt:u}  {message.Name}  {message.Organization.Value}  {message.Attempts} attempts"));
            await output.WriteLineAsync($"    {message.LastFailure.ReplaceLineEndings(" ")}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> DecideAsync(
        ParseResult parsed,
        Func<Guid, string, CancellationToken, Task<Result>> decide,
        CancellationToken cancellationToken)
    {
        var decided = await decide(parsed.GetRequiredValue(Id), parsed.GetRequiredValue(Reason), cancellationToken);
        return decided.IsSuccess ? ExitCode.Done : await parsed.RefuseAsync(decided.Error);
    }
}
