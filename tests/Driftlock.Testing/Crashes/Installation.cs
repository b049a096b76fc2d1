using Driftlock.Testing.Databases;

namespace Driftlock.Testing.Crashes;

/// <summary>An organization with a key in a database of its own, as an operator makes them.</summary>
public sealed class Installation : IAsyncDisposable
{
    private Installation(PrivateCluster cluster, string connectionString, Guid organization, string key) =>
        (Cluster, ConnectionString, Organization, Key) = (cluster, connectionString, organization, key);

    /// <summary>Where its database lies; nobody else has one there.</summary>
    public PrivateCluster Cluster { get; }

    /// <summary>To its database.</summary>
    public string ConnectionString { get; }

    /// <summary>The organization.</summary>
    public Guid Organization { get; }

    /// <summary>Its key, for everything.</summary>
    public string Key { get; }

    /// <summary>Makes one.</summary>
    public static async Task<Installation> MakeAsync()
    {
        var cluster = await PrivateCluster.StartOwnAsync();
        var database = (await MigratedDatabase.CreateAsync(cluster)).ConnectionString;
        var organization = await SayAsync(
            database, "organizations", "create", "--slug", "crashed", "--name", "Crashed", "--plan", "orbit");
        var key = await SayAsync(
            database, "keys", "issue", "--organization", "crashed", "--scopes", "all", "--name", "crashes");
        return new Installation(cluster, database, Guid.Parse(organization), key);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static async Task<string> SayAsync(string database, params string[] arguments)
    {
        var (exitCode, output) = await ServiceProcess.RunAsync(database, fault: null, arguments);
        return exitCode == 0 ? output.Trim() : throw new InvalidOperationException(output);
    }
}
