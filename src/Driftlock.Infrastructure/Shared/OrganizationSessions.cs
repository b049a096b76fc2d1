using System.Collections.Concurrent;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// Sessions of the database that work for one organization after the other. A session stays with its organization when
/// the pool takes it back; whoever gets it next says for whom it works now, and if that is the same, nothing is sent.
/// </summary>
internal sealed class OrganizationSessions : IAsyncDisposable
{
    /// <summary>Most sessions remembered; with one more, all are told anew.</summary>
    public const int Most = 1000;

    private const string Tell = "select set_config('app.organization', $1, false)";

    // By the process that serves a session: no two that live have the same.
    private readonly ConcurrentDictionary<(string? Host, int Port, int Process), OrganizationId?> told = new();

    public OrganizationSessions(NpgsqlDataSourceBuilder plan)
    {
        plan.ConnectionStringBuilder.NoResetOnClose = true;
        plan.UsePhysicalConnectionInitializer(Begin, connection =>
        {
            Begin(connection);
            return Task.CompletedTask;
        });
        Source = plan.Build();
    }

    /// <summary>For whoever calls <see cref="TellAsync"/> on each connection that it opens.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>An open connection that works for the organization; for none it sees the rows of none.</summary>
    public async Task<NpgsqlConnection> OpenAsync(OrganizationId? organization, CancellationToken cancellationToken)
    {
        var connection = await Source.OpenConnectionAsync(cancellationToken);
        try
        {
            await TellAsync(connection, organization, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets a connection that was just opened work for the organization, or for none.</summary>
    public async Task TellAsync(
        NpgsqlConnection connection, OrganizationId? organization, CancellationToken cancellationToken)
    {
        var session = NumberOf(connection);
        if (told.TryGetValue(session, out var last) && last == organization) return;

        // Until it has answered, what it does is not known.
        told.TryRemove(session, out _);
        await using var command = new NpgsqlCommand(Tell, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{organization?.Value}" });
        await command.ExecuteNonQueryAsync(cancellationToken);
        told[session] = organization;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    // The number may have been another session's, which is over.
    private void Begin(NpgsqlConnection connection)
    {
        if (told.Count >= Most) told.Clear();
        told[NumberOf(connection)] = null;
    }

    private static (string? Host, int Port, int Process) NumberOf(NpgsqlConnection connection) =>
        (connection.Host, connection.Port, connection.ProcessID);
}
