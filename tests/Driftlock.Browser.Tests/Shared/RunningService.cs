using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Driftlock.Testing.Crashes;
using Driftlock.Testing.Databases;
using Driftlock.Testing.Shared;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>The service as it was built, with an organization, its key, and what <c>build/up</c> shows to begin with.</summary>
public class RunningService : IAsyncLifetime
{
    /// <summary>Slug of the organization.</summary>
    public const string Organization = "demo";

    private ServiceProcess? process;
    private MigratedDatabase? database;

    /// <summary>Where it answers.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>For everything.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Speaks to the API with the key.</summary>
    public HttpClient Api { get; } = new();

    /// <summary>A link that signs in once.</summary>
    public async Task<string> LinkAsync(string role = "owner", string organization = Organization) => await SayAsync(
        "members", "link", "--organization", organization, "--email", $"{role}@{organization}.example", "--role", role,
        "--url", Origin);

    /// <summary>A further organization on that plan, and who speaks for it.</summary>
    public async Task<HttpClient> FoundAsync(string organization, string plan)
    {
        await SayAsync("organizations", "create", "--slug", organization, "--plan", plan);
        var key = await SayAsync("keys", "issue", "--organization", organization, "--scopes", "all", "--name", "browser");
        return new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
    }

    /// <summary>Scores lines and says what was found.</summary>
    public Task<JsonArray> DetectAsync(string stream, bool learn, params object[] events) =>
        DetectAsync(Api, stream, learn, events);

    /// <summary>The same for another organization.</summary>
    public async Task<JsonArray> DetectAsync(HttpClient caller, string stream, bool learn, params object[] events)
    {
        var answer = await caller.PostAsJsonAsync(
            new Uri($"{Origin}/api/v1/anomalies/detect"), new { stream, events, learn });
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!["anomalies"]!.AsArray();
    }

    /// <summary>What the API says of something.</summary>
    public async Task<JsonNode> GetAsync(string path) =>
        (await Api.GetFromJsonAsync<JsonNode>(new Uri(Origin + path)))!;

    /// <summary>Statements of the owner of its database.</summary>
    public Task AdministerAsync(string statements) => database!.AdministerAsync(statements);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        await SayAsync("organizations", "create", "--slug", Organization, "--name", "Demo", "--plan", "orbit");
        Key = await SayAsync("keys", "issue", "--organization", Organization, "--scopes", "all", "--name", "browser");
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        var port = FreePort();
        Origin = $"http://127.0.0.1:{port}";
        process = ServiceProcess.Start(WayTo(database.ConnectionString), port: port);
        await process.SettledAsync();
        await DetectAsync("sample", learn: true, [.. Samples.Lines("app.log")]);
    }

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        Api.Dispose();
        if (process is not null) await process.DisposeAsync();
    }

    /// <summary>How the service comes to its database.</summary>
    protected virtual string WayTo(string database) => database;

    private async Task<string> SayAsync(params string[] arguments)
    {
        var (exitCode, output) = await ServiceProcess.RunAsync(database!.ConnectionString, fault: null, arguments);
        return exitCode == 0 ? output.Trim() : throw new InvalidOperationException(output);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The logs that were recorded for the documentation.</summary>
internal static class Samples
{
    public static string[] Lines(string name) => File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "samples", name));
}

/// <summary>Tests that share one service and one browser, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<RunningService>, ICollectionFixture<Chromium>
{
    /// <summary>Its name.</summary>
    public const string Name = "console";
}
