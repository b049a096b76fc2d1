using System.CommandLine;
using Driftlock.Api.Shared.CommandLine;
using Driftlock.Application.Identity.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using MediatR;

namespace Driftlock.Api.Keys;

/// <summary><c>driftlock-api keys revoke</c>: takes a key back at once; again it changes nothing.</summary>
internal static class RevokeKeyCommand
{
    private static readonly Option<Guid> Key = new("--key")
    {
        Description = "Id of the key, which GET /api/v1/whoami says and the audit chain has.",
        Required = true,
    };

    public static Command Create(Func<string[], WebApplication> build)
    {
        var revoke = new Command("revoke", "Takes a key back at once.") { KeysCommand.Organization, Key };
        revoke.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => RevokeAsync(parsed, app, cancellationToken), cancellationToken));
        return revoke;
    }

    private static async Task<int> RevokeAsync(
        ParseResult parsed, WebApplication app, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var query = new FindOrganization(parsed.GetRequiredValue(KeysCommand.Organization));
        var organization = await mediator.Send(query, cancellationToken);
        if (!organization.IsSuccess) return await parsed.RefuseAsync(organization.Error);

        var key = ApiKeyId.From(parsed.GetRequiredValue(Key));
        var command = new RevokeApiKey(organization.Value.Id, key, AuditEntry.Operator);
        var revoked = await mediator.Send(command, cancellationToken);
        return revoked.IsSuccess ? ExitCode.Done : await parsed.RefuseAsync(revoked.Error);
    }
}
