using System.CommandLine;
using System.Globalization;
using Driftlock.Api.Shared.CommandLine;
using Driftlock.Application.Detection.Contracts;
using Driftlock.Application.Identity.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Keys;

/// <summary><c>driftlock-api keys issue</c>: a key for an organization, from the operator's hand.</summary>
internal static class IssueKeyCommand
{
    private const string Every = "all";
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ssK";

    private static readonly Option<string> Scopes =
        new("--scopes") { Description = $"What it may do: {Every}, or names with commas between them.", Required = true };

    private static readonly Option<string> Name =
        new("--name") { Description = "What people call it.", Required = true };

    private static readonly Option<string> Stream =
        new("--stream") { Description = "Id or slug of the one stream that it may touch." };

    private static readonly Option<DateTimeOffset?> ExpiresAt = new("--expires-at")
    {
        Description = "When it ends: 2027-01-31 or 2027-01-31T12:00:00Z; never unless said.",
        CustomParser = argument => Time(argument.Tokens[0].Value, argument.AddError),
    };

    private static readonly Option<int?> RequestsPerMinute =
        new("--requests-per-minute") { Description = "How often it may ask, where that is less than the plan's." };

    public static Command Create(Func<string[], WebApplication> build)
    {
        var issue = new Command("issue", "Issues a key and prints its secret, this once.")
        {
            KeysCommand.Organization, Scopes, Name, Stream, ExpiresAt, RequestsPerMinute,
        };
        issue.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => IssueAsync(parsed, app, cancellationToken), cancellationToken));
        return issue;
    }

    private static async Task<int> IssueAsync(
        ParseResult parsed, WebApplication app, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var query = new FindOrganization(parsed.GetRequiredValue(KeysCommand.Organization));
        var organization = await mediator.Send(query, cancellationToken);
        if (!organization.IsSuccess) return await parsed.RefuseAsync(organization.Error);

        StreamId? bound = null;
        if (parsed.GetValue(Stream) is { } named)
        {
            var stream = await mediator.Send(new GetStreamId(organization.Value.Id, named), cancellationToken);
            if (!stream.IsSuccess) return await parsed.RefuseAsync(stream.Error);

            bound = stream.Value;
        }

        var scopes = parsed.GetRequiredValue(Scopes);
        var issued = await mediator.Send(
            new IssueApiKey(organization.Value.Id, parsed.GetRequiredValue(Name), AuditEntry.Operator)
            {
                Scopes = scopes == Every ? Scope.All : scopes.Split(',', StringSplitOptions.TrimEntries),
                Stream = bound,
                ExpiresAt = parsed.GetValue(ExpiresAt),
                RequestsPerMinute = parsed.GetValue(RequestsPerMinute),
            },
            cancellationToken);
        if (!issued.IsSuccess) return await parsed.RefuseAsync(issued.Error);

        await parsed.InvocationConfiguration.Output.WriteLineAsync(issued.Value.Secret.Reveal());
        return ExitCode.Done;
    }

    private static DateTimeOffset? Time(string text, Action<string> refuse)
    {
        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd", TimeForm], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUniversalTime();
        }

        refuse($"'{text}' is not a time like 2027-01-31 or 2027-01-31T12:00:00Z.");
        return null;
    }
}
