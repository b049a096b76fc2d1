using System.Data.Common;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>The connections of one scope of work, each told at once for which organization it works.</summary>
internal sealed class DatabaseAccess(Database database) : DbConnectionInterceptor, IDatabaseAccess
{
    // The pool forgets the setting when it takes the connection back.
    private const string TellOrganization = "select set_config('app.organization', $1, false)";

    public OrganizationId? Organization { get; private set; }

    public void Enter(OrganizationId organization)
    {
        if (Organization is { } entered && entered != organization)
        {
            throw new InvalidOperationException("This scope of work belongs to another organization already.");
        }

        Organization = organization;
    }

    /// <summary>An open connection for statements of one's own, with the organization set.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await database.App.OpenConnectionAsync(cancellationToken);
        try
        {
            await TellAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        TellAsync((NpgsqlConnection)connection, cancellationToken);

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        throw new NotSupportedException("Connections are opened asynchronously.");

    private async Task TellAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (Organization is not { Value: var organization }) return;

        await using var command = new NpgsqlCommand(TellOrganization, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organization.ToString() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
