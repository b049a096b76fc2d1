using System.CommandLine;
using Driftlock.Api.Shared.CommandLine;
using Driftlock.Application.Identity.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Keys;

/// <summary><c>driftlock-api keys issue</c>: a key for an organization, from the operator's hand.</summary>
internal static class IssueKeyCommand
{
    private const string Every = "all";

    private static readonly Option<string> Organization =
        new("--organization") { Description = "Id or slug of the organization.", Required = true };

    private static readonly Option<string> Scopes =
        new("--scopes") { Description = $"What it may do: {Every}, or names with commas between them.", Required = true };

    private static readonly Option<string> Name =
        new("--name") { Description = "What people call it.", Required = true };

    private static readonly Option<Guid?> Stream =
        new("--stream") { Description = "Id of the one stream that it may touch." };

    public static Command Create(Func<string[], WebApplication> build)
    {
        var issue = new Command("issue", "Issues a key and prints its secret, this once.") { Organization, Scopes, Name, Stream };
        issue.SetAction((parsed, cancellationToken) => RunAsync(parsed, build, cancellationToken));
        return new Command("keys", "API keys.") { issue };
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<string[], WebApplication> build, CancellationToken cancellationToken)
    {
        await using var app = build(parsed.Settings());
        await using var scope = app.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var query = new FindOrganization(parsed.GetRequiredValue(Organization));
        var organization = await mediator.Send(query, cancellationToken);
        if (!organization.IsSuccess) return await parsed.RefuseAsync(organization.Error);

        var scopes = parsed.GetRequiredValue(Scopes);
        var issued = await mediator.Send(
            new IssueApiKey(organization.Value.Id, parsed.GetRequiredValue(Name), "operator")
            {
                Scopes = scopes == Every ? Scope.All : scopes.Split(',', StringSplitOptions.TrimEntries),
                Stream = parsed.GetValue(Stream) is { } stream ? StreamId.From(stream) : null,
            },
            cancellationToken);
        if (!issued.IsSuccess) return await parsed.RefuseAsync(issued.Error);

        await parsed.InvocationConfiguration.Output.WriteLineAsync(issued.Value.Secret.Reveal());
        return ExitCode.Done;
    }
}
