using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// The installation's PostgreSQL, through four doors. One login owns everything; three of the doors put a lesser role
/// on when they connect, so that what serves requests can never reach past row security.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Where the configuration has the connection string: <c>ConnectionStrings:Driftlock</c>.</summary>
    public const string ConnectionName = "Driftlock";

    /// <summary>
    /// Where the configuration may have how many sessions all work for organizations shares: <c>Database:Sessions</c>.
    /// One is enough, since nothing holds one and opens another.
    /// </summary>
    public const string SessionsKey = "Database:Sessions";

    /// <summary>Where it may have how long a statement may take: <c>Database:StatementSeconds</c>.</summary>
    public const string StatementSecondsKey = "Database:StatementSeconds";

    // The name of no host, by RFC 2606: the doors exist and lead nowhere.
    private const string Nowhere = "driftlock.invalid";
    private const int AppConnections = 8;
    private const int WorkerConnections = 16;
    private const int OwnerConnections = 4;
    private const int MostSessions = 1000;
    private const int SecondsToConnect = 5;
    private const int UsualStatementSeconds = 30;
    private const int MostStatementSeconds = 24 * 60 * 60;

    // The pool gives them in turn, and each has plans and caches of its own: with more than a few for each processor,
    // whoever gets one finds it cold, and no more gets done.
    private static readonly int UsualSessions = Math.Clamp(4 * Environment.ProcessorCount, 8, 40);

    /// <summary>Opens nothing yet.</summary>
    public Database(IConfiguration configuration)
    {
        var configured = Read(configuration.GetConnectionString(ConnectionName));
        Configured = !string.IsNullOrEmpty(configured.Host);
        if (!Configured) configured.Host = Nowhere;
        configured.CommandTimeout =
            NumberOf(configuration, StatementSecondsKey, UsualStatementSeconds, MostStatementSeconds);
        Owner = Door(configured, role: null, OwnerConnections);
        App = Door(configured, Roles.App, AppConnections);
        Worker = Door(configured, Roles.Worker, WorkerConnections);
        Sessions = new OrganizationSessions(Plan(
            configured, Roles.App, NumberOf(configuration, SessionsKey, UsualSessions, MostSessions)));
    }

    /// <summary>Whether the configuration names a database, in a form that can be read.</summary>
    public bool Configured { get; }

    /// <summary>The login itself, which owns schemas and tables: for migrations alone.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Role <see cref="Roles.App"/> before the organization is known: sees the rows of none.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Role <see cref="Roles.Worker"/>: relay, jobs and webhooks, under policies of their own.</summary>
    public NpgsqlDataSource Worker { get; }

    /// <summary>The same role, working for organizations.</summary>
    internal OrganizationSessions Sessions { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await Owner.DisposeAsync();
        await App.DisposeAsync();
        await Worker.DisposeAsync();
    }

    // What cannot be read is not told, since it may hold a password.
    private static NpgsqlConnectionStringBuilder Read(string? configured)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(configured);
        }
        catch (ArgumentException)
        {
            return new NpgsqlConnectionStringBuilder();
        }
    }

    private static int NumberOf(IConfiguration configuration, string key, int usual, int most) =>
        configuration[key] switch
        {
            null or "" => usual,
            var set when int.TryParse(set, CultureInfo.InvariantCulture, out var number)
                && number >= 1 && number <= most => number,
            _ => throw new OptionsValidationException(
                key, typeof(int), [$"{key} has to be a number from 1 to {most}."]),
        };

    private static NpgsqlDataSource Door(NpgsqlConnectionStringBuilder configured, string? role, int connections) =>
        Plan(configured, role, connections).Build();

    private static NpgsqlDataSourceBuilder Plan(NpgsqlConnectionStringBuilder configured, string? role, int connections)
    {
        var settings = new NpgsqlConnectionStringBuilder(configured.ConnectionString)
        {
            ApplicationName = role ?? "driftlock_owner",
            MaxPoolSize = connections,
            Timeout = SecondsToConnect,
            MaxAutoPrepare = 128,
        };
        // Given at the start of the session, the role is what every reset of the connection comes back to.
        if (role is not null) settings.Options = $"-c role={role}";
        // Metrics and traces call it so, and not by its connection string.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName };
    }

    /// <summary>The roles that the first migration makes.</summary>
    public static class Roles
    {
        /// <summary>Serves requests.</summary>
        public const string App = "driftlock_app";

        /// <summary>Works across organizations.</summary>
        public const string Worker = "driftlock_worker";
    }
}
