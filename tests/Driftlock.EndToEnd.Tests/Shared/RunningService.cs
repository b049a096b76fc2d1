using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Driftlock.Testing.Databases;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>The service as a process over a database of its own, on a socket in a folder, with an organization in it.</summary>
internal sealed class RunningService
{
    public const string Organization = "acme";

    // Of a test that starts several programs beside it, on a machine that has other work.
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(15);

    private readonly Process process;
    private Task<Run> said = null!;

    private RunningService(string connectionString, string key, string socket, Process process) =>
        (ConnectionString, Key, SocketPath, this.process) = (connectionString, key, socket, process);

    public string ConnectionString { get; }

    /// <summary>The secret of a key with every scope.</summary>
    public string Key { get; }

    private string SocketPath { get; }

    public static async Task<RunningService> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var more = environment ?? new Dictionary<string, string>();
        var database = (await MigratedDatabase.CreateAsync()).ConnectionString;
        await RunAsync(database, more, "organizations", "create", "--slug", Organization, "--plan", "orbit");
        var key = await RunAsync(
            database, more, "keys", "issue", "--organization", Organization, "--scopes", "all", "--name", "test");
        var socket = Path.Combine(Directory.CreateTempSubdirectory("driftlock-").FullName, "socket");
        var service = new RunningService(
            database, key, socket, Command.StartService(database, more, "serve", $"--urls=http://unix:{socket}"));
        // What it says is read when it has ended; a full pipe would stop it.
        service.said = Command.FinishAsync(service.process, patience: LongestLife);
        using var caller = service.NewCaller(key: null);
        await Command.UntilAsync(async () => service.said.IsCompleted || await IsReadyAsync(caller));
        return service;
    }

    /// <summary>A command of the operator that must succeed; what it prints.</summary>
    public static async Task<string> RunAsync(
        string database, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var run = await Command.FinishAsync(Command.StartService(database, environment, arguments), []);
        run.ExitCode.Should().Be(0, run.Error);
        return run.Output.TrimEnd();
    }

    /// <summary>A client with that key, or with none.</summary>
    public HttpClient NewCaller(string? key)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, ConnectCallback = ConnectAsync })
        {
            BaseAddress = new Uri("http://localhost"),
        };
        if (key is not null) client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        return client;
    }

    public Task SignalAsync(string signal) => Command.SignalAsync(process, signal);

    /// <summary>Asks it to end, and waits for it.</summary>
    public async Task<Run> StopAsync()
    {
        if (!said.IsCompleted) await SignalAsync("TERM");
        return await said;
    }

    /// <summary>How it ended, once it has.</summary>
    public Task<Run> EndedAsync() => said;

    public static async Task<JsonNode> DetectAsync(HttpClient caller, object request)
    {
        var answer = await caller.PostAsJsonAsync("/api/v1/anomalies/detect", request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<bool> IsReadyAsync(HttpClient caller)
    {
        try
        {
            return (await caller.GetAsync("/readyz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
