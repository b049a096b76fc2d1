using System.Data.Common;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>For whom one scope of work reads and writes.</summary>
internal sealed class DatabaseAccess(Database database) : IDatabaseAccess
{
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
    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        database.Sessions.OpenAsync(Organization, cancellationToken);
}

/// <summary>Tells each connection that a module's context opens for whom the context's scope works.</summary>
internal sealed class OrganizationTeller(Database database) : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var organization = ((ModuleDbContext)eventData.Context!).Access.Organization;
        try
        {
            await database.Sessions.TellAsync((NpgsqlConnection)connection, organization, cancellationToken);
        }
        catch
        {
            // Left open, it would work for whom it was told before.
            await connection.CloseAsync();
            throw;
        }
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        throw new NotSupportedException("Connections are opened asynchronously.");
}
