using System.Net;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Shared.Crawling;
using Driftlock.Testing.Databases;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>What a caller hears when the database is away, too slow, or not as the build needs it.</summary>
public sealed class DatabaseAwayTests
{
    // They need no database.
    private static readonly string[] NeedNone =
        ["CheckLiveness", "DetectDemo", "GetMetrics", "GetVersion", "ListProblems"];

    [Fact]
    public async Task P_15_Every_route_says_503_and_when_to_come_back_without_a_word_of_the_database()
    {
        await using var api = new GatedFixture();
        await api.InitializeAsync();
        var caller = await api.NewKeyed();
        // Looked up a moment ago, so it is remembered.
        (await caller.GetAsync("/api/v1/whoami")).StatusCode.Should().Be(HttpStatusCode.OK);
        var routes = EveryRoute.Of(api.Services).Where(route => !NeedNone.Contains(route.Name)).ToList();
        var unknown = $"{Billing.BillingDesk.NewId()}";
        api.Gate.Shut();

        foreach (var route in routes)
        {
            using var request = route.Asking(new Filled("app", Anomaly: unknown, Incident: unknown));
            using var answer = await caller.SendAsync(request);
            // What is remembered for two seconds, and what is written down in the code, may still be told.
            if (answer.StatusCode == HttpStatusCode.OK && route.Name is "WhoAmI" or "ListProfiles") continue;
            // Signing out with a key ends nothing.
            if (answer.StatusCode == HttpStatusCode.NoContent && route.Name == "SignOut") continue;

            var code = route.Name is "CheckReadiness" or "CheckHealth" ? "service.not_ready" : "database.unavailable";
            var problem = await answer.Problem(HttpStatusCode.ServiceUnavailable, code);
            if (code == "database.unavailable") answer.Headers.RetryAfter!.Delta.Should().BePositive(route.Name);
            problem.ToJsonString().Should().NotContain("Npgsql").And.NotContain("127.0.0.1").And.NotContain("SELECT");
        }

        foreach (var address in new[] { "/healthz", "/version", "/metrics", "/problems" })
        {
            (await caller.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.OK, address);
        }
    }

    [Fact]
    public async Task P_15_A_statement_that_takes_too_long_is_503()
    {
        await using var api = new GatedFixture();
        await api.InitializeAsync();
        await (await PrivateCluster.Shared).AdministerAsync(
            $"alter database {api.DatabaseName} set statement_timeout = '200ms'");
        var caller = await api.NewKeyed();
        await using var blocking = await api.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync();
        await using var transaction = await blocking.BeginTransactionAsync();
        await Run(blocking, "lock table detection.streams in access exclusive mode");

        var answer = await caller.GetAsync("/api/v1/streams");

        await answer.Problem(HttpStatusCode.ServiceUnavailable, "database.unavailable");
        answer.Headers.RetryAfter!.Delta.Should().BePositive();
    }

    [Fact]
    public async Task P_15_A_fault_of_ours_is_500_without_a_word_of_it()
    {
        await using var api = new GatedFixture();
        await api.InitializeAsync();
        var caller = await api.NewKeyed();
        await using (var connection = await api.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync())
        {
            await Run(connection, "alter table detection.streams rename column name to renamed");
        }

        var answer = await caller.GetAsync("/api/v1/streams");

        var problem = await answer.Problem(HttpStatusCode.InternalServerError, "server.fault");
        problem.ToJsonString().Should().NotContain("column").And.NotContain("streams").And.NotContain("   at ");
    }

    private static async Task Run(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class GatedFixture : ApiFixture
    {
        public Gate Gate { get; private set; } = null!;

        public async Task<HttpClient> NewKeyed()
        {
            var organization = (await Send(new Application.Identity.CreateOrganization("gated", "gated"))).Value!.Id;
            await Send(new Application.Billing.Contracts.OpenAccount(organization, "orbit", "operator"));
            var issued = await Send(
                new Application.Keys.IssueApiKey(organization, "test", "operator") { Scopes = Domain.Shared.Scope.All });
            var caller = NewCaller();
            caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
            return caller;
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            Gate = new Gate(ConnectionString);
            builder.UseSetting($"ConnectionStrings:{Database.ConnectionName}", Gate.ConnectionString);
            // Time stands still, so what was remembered stays remembered.
            var clock = new Testing.Shared.ManualTime(TimeProvider.System.GetUtcNow());
            builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(clock));
        }

        private async Task<TAnswer> Send<TAnswer>(MediatR.IRequest<TAnswer> request)
        {
            await using var scope = Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(request);
        }
    }
}
