using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Shared.OpenApi;
using Driftlock.Testing.Databases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>
/// The server in this process, on a real socket: limits of the body are the socket server's. A client has an address of
/// its own, as each caller has, so that tests do not share a rate; every answer is held against the document of the API.
/// </summary>
public class ApiFixture : WebApplicationFactory<Program>, IAsyncLifetime
{
    private const string AddressHeader = "X-Test-Address";

    private static int lastAddress;

    private readonly SocketsHttpHandler plain = new() { AllowAutoRedirect = false, UseCookies = false };

    private MigratedDatabase? database;

    public ApiFixture() => UseKestrel(0);

    /// <summary>To its database.</summary>
    protected string ConnectionString => database!.ConnectionString;

    /// <summary>Another server whose database this one shares, as two processes of an installation do.</summary>
    public ApiFixture? Beside { get; init; }

    /// <summary>What is configured beside the database.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of its database.</summary>
    public string DatabaseName => new Npgsql.NpgsqlConnectionStringBuilder(database!.ConnectionString).Database!;

    /// <summary>Carries statements out that no program may.</summary>
    public Task AdministerAsync(string statements) => database!.AdministerAsync(statements);

    public HttpClient NewCaller() => CallerAt(NewAddress());

    /// <summary>A caller that follows no redirect and keeps no cookie by itself.</summary>
    public HttpClient NewBrowser()
    {
        StartServer();
        var client = new HttpClient(plain, disposeHandler: false) { BaseAddress = ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Add(AddressHeader, NewAddress().ToString());
        return client;
    }

    public HttpClient CallerAt(IPAddress address)
    {
        using var undescribed = CreateClient();
        var client = new HttpClient(new DescribedAnswers()) { BaseAddress = undescribed.BaseAddress };
        client.DefaultRequestHeaders.Add(AddressHeader, address.ToString());
        return client;
    }

    private static IPAddress NewAddress() => new(Interlocked.Increment(ref lastAddress));

    public async Task InitializeAsync() => database = Beside?.database ?? await MigratedDatabase.CreateAsync();

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public override async ValueTask DisposeAsync()
    {
        plain.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting($"ConnectionStrings:{Database.ConnectionName}", database!.ConnectionString);
        foreach (var (name, value) in Settings) builder.UseSetting(name, value);
        builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, CallersByHeader>());
    }

    private sealed class CallersByHeader : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, pipeline) =>
            {
                if (context.Request.Headers[AddressHeader] is [{ } address])
                {
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                }

                return pipeline(context);
            });
            next(app);
        };
    }
}

/// <summary>What tests ask of the server, in one line each.</summary>
internal static class Calls
{
    public const string Demo = "/api/v1/demo/detect";

    /// <summary>The answer to a request that must succeed.</summary>
    public static async Task<JsonNode> Detect(this HttpClient caller, object request)
    {
        var response = await caller.PostAsJsonAsync(Demo, request);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Json();
    }

    public static async Task<JsonNode> Json(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonNode>())!;

    /// <summary>The problem, after what holds for every problem has been looked at.</summary>
    public static async Task<JsonNode> Problem(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonNode.Parse(text)!;
        problem["status"]!.GetValue<int>().Should().Be((int)status);
        problem["code"]!.GetValue<string>().Should().Be(code);
        problem["type"]!.GetValue<string>().Should().Be($"/problems#{code}");
        problem["title"]!.GetValue<string>().Should().NotBeEmpty();
        problem["detail"]!.GetValue<string>().Should().NotBeEmpty();
        problem["request_id"]!.GetValue<string>().Should().Be(response.Headers.GetValues("X-Request-Id").Single());
        text.Should().NotContain("Driftlock.").And.NotContain("Exception");
        return problem;
    }
}
