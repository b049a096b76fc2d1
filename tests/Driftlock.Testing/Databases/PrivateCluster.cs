using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Driftlock.Testing.Databases;

/// <summary>
/// A PostgreSQL of this test run's own: made of the system's binaries in a temporary folder, on a free loopback port, gone
/// with the process. Its login is no superuser, so that tests meet the rights that an installation has.
/// </summary>
public sealed class PrivateCluster
{
    private const string Login = "driftlock";
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    // The server ends when the standard input does, so also when the tests are killed. Nothing of it holds what the tests
    // write to: whoever reads that would wait for the server's end.
    private const string Script = """
        set -eu
        bin=$1 folder=$2 port=$3
        exec >"$folder/cluster.log" 2>&1
        as() {
            if [ "$(id -u)" = 0 ]; then
                exec setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$bin:$PATH" LC_ALL=C.UTF-8 TZ=UTC "$@"
            else
                exec env PATH="$bin:$PATH" LC_ALL=C.UTF-8 TZ=UTC "$@"
            fi
        }
        [ "$(id -u)" != 0 ] || chown postgres "$folder"
        (as initdb -D "$folder/data" -U owner -A trust -E UTF8 --locale=C.UTF-8 --no-sync)
        as postgres -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -k "$folder" \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
            >"$folder/server.log" 2>&1 </dev/null &
        server=$!
        trap 'kill -INT $server; wait $server || true; rm -rf "$folder"' EXIT
        cat >/dev/null
        """;

    private static readonly Lazy<Task<PrivateCluster>> Started = new(StartAsync);

    private readonly string address;

    // Held, because the server ends with its standard input, which is closed when the process is collected.
    private readonly Process script;

    private PrivateCluster(string address, Process script) => (this.address, this.script) = (address, script);

    /// <summary>The one of this process, started when it is first asked for.</summary>
    public static Task<PrivateCluster> Shared => Started.Value;

    /// <summary>Whether its server runs.</summary>
    public bool IsRunning => !script.HasExited;

    /// <summary>How the product connects to the database of that name.</summary>
    public string ConnectionString(string database) => $"{address};Username={Login};Database={database}";

    /// <summary>Statements of the cluster's owner, in its maintenance database.</summary>
    public async Task AdministerAsync(string statement)
    {
        await using var connection = new NpgsqlConnection($"{address};Username=owner;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PrivateCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("driftlock-postgresql-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", Script, "cluster", Binaries(), folder, $"{port}" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var cluster = new PrivateCluster($"Host=127.0.0.1;Port={port}", process);
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                await cluster.AdministerAsync($"create role {Login} login createdb createrole");
                return cluster;
            }
            catch (NpgsqlException exception) when (exception.IsTransient || exception.InnerException is SocketException)
            {
                if (!cluster.IsRunning || waited.Elapsed > LongestStart)
                {
                    throw new InvalidOperationException($"PostgreSQL did not start; its logs are in {folder}.", exception);
                }
            }
        }
    }

    private static string Binaries() =>
        Directory.Exists("/usr/lib/postgresql")
        && Directory.GetDirectories("/usr/lib/postgresql").MaxBy(Path.GetFileName) is { } newest
            ? Path.Combine(newest, "bin")
            : throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
