using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Testing.Crashes;
using Driftlock.Testing.Databases;
using Npgsql;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>
/// The service on a port of its own, with an organization, a key in a file and a folder for what waits; it can die and come
/// back, as the commands that speak to it see it.
/// </summary>
public sealed class ServiceOnPort : IAsyncLifetime, IAsyncDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly Folder folder = new();
    private readonly int port = FreePort();
    private ServiceProcess? service;

    /// <summary>How to connect to its database.</summary>
    public string Database { get; private set; } = "";

    /// <summary>Where the service answers.</summary>
    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>Where batches wait.</summary>
    public string Spool => folder["spool"];

    /// <summary>Files that wait, with their whole paths.</summary>
    public IReadOnlyList<string> Waiting => !Directory.Exists(Spool)
        ? []
        : [.. Directory.EnumerateFiles(Spool, "*.batch", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>How many records those are.</summary>
    public int WaitingRecords => Waiting.Sum(batch =>
    {
        using var reader = new StreamReader(batch);
        return JsonNode.Parse(reader.ReadLine()!)!["records"]!.GetValue<int>();
    });

    /// <summary>Of a command that asks this service, as somebody with every right.</summary>
    public string[] Access => ["--url", Address, "--key-file", folder["key"]];

    /// <summary>An installation whose service does not run yet.</summary>
    public static async Task<ServiceOnPort> CreateAsync()
    {
        var made = new ServiceOnPort();
        await made.MakeAsync();
        return made;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await MakeAsync();
        await StartServiceAsync();
    }

    /// <summary>The secret of another key.</summary>
    public Task<string> IssueKeyAsync(string scopes, params string[] more) => RunningService.RunAsync(
        Database,
        Nothing,
        ["keys", "issue", "--organization", RunningService.Organization, "--scopes", scopes, "--name", "t", .. more]);

    /// <summary>Starts the service, perhaps such that it dies at a point, and waits until it answers or has died.</summary>
    public async Task StartServiceAsync(string? fault = null)
    {
        service = ServiceProcess.Start(Database, fault, port);
        await service.SettledAsync();
    }

    /// <summary>As <c>kill -9</c> ends the service.</summary>
    public async Task KillServiceAsync()
    {
        await service!.DisposeAsync();
        service = null;
    }

    /// <summary>Done when the service has died.</summary>
    public Task ServiceEnded => service!.Ended;

    /// <summary>Sends events as another program would.</summary>
    public async Task DetectAsync(string stream, bool learn, params string[] events)
    {
        using var client = await ClientAsync();
        await RunningService.DetectAsync(client, new { stream, events, learn });
    }

    /// <summary>The place in the live stream behind all that was found so far.</summary>
    public async Task<string> PlaceAsync()
    {
        const string Id = "id: ";
        await using (var source = NpgsqlDataSource.Create(Database))
        {
            // What was found has its place a little later.
            await using var unplaced = source.CreateCommand(
                "set role driftlock_worker; select count(*) from detection.outbox where name = 'detection.anomalies_found'");
            await Command.UntilAsync(async () => await unplaced.ExecuteScalarAsync() is 0L);
        }

        using var client = await ClientAsync();
        using var reader = new StreamReader(await client.GetStreamAsync(new Uri($"{Address}/api/v1/anomalies/stream")));
        while (true)
        {
            var line = await reader.ReadLineAsync() ?? throw new InvalidOperationException("The live stream ended.");
            if (line.StartsWith(Id, StringComparison.Ordinal)) return line[Id.Length..];
        }
    }

    /// <summary>The events of a stream's log, in their order.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string slug)
    {
        var events = new List<string>();
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand($"""
            set role driftlock_worker;
            select texts, ends from detection.log where kind = 0
            and stream = (select id from detection.streams where slug = '{slug}') order by sequence
            """);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var (texts, start) = ((byte[])row[0], 0);
            foreach (var end in (int[])row[1])
            {
                events.Add(Encoding.UTF8.GetString(texts, start, end - start));
                start = end;
            }
        }

        return events;
    }

    /// <summary>Lets the time pass for which a request is held that the service died of.</summary>
    public async Task LetLeasesEndAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(
            "alter table shared.idempotency disable row level security; "
            + "update shared.idempotency set leased_until = now() where status is null; "
            + "alter table shared.idempotency enable row level security");
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (service is not null) await service.DisposeAsync();
        folder.Dispose();
    }

    private async Task MakeAsync()
    {
        Database = (await MigratedDatabase.CreateAsync()).ConnectionString;
        await RunningService.RunAsync(
            Database, Nothing, "organizations", "create", "--slug", RunningService.Organization, "--plan", "orbit");
        folder.Write("key", await IssueKeyAsync("all") + "\n");
    }

    private async Task<HttpClient> ClientAsync()
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(folder["key"])).Trim());
        return client;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
