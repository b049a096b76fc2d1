using System.Net;
using System.Net.Http.Json;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>What machines are told that watch the server.</summary>
public sealed class HealthTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_server_that_answers_is_alive() =>
        (await (await api.NewCaller().GetAsync("/healthz")).Json())["status"]!.GetValue<string>().Should().Be("alive");

    [Theory]
    [InlineData("/readyz")]
    [InlineData("/api/v1/health")]
    public async Task A_server_whose_parts_all_work_is_ready(string address)
    {
        var response = await api.NewCaller().GetAsync(address);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var answer = await response.Json();
        answer["status"]!.GetValue<string>().Should().Be("ready");
        answer["checks"]!.AsArray().Select(check => check!["name"]!.GetValue<string>())
            .Should().BeEquivalentTo("core", "database", "jobs", "outbox");
        answer["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == "outbox")!["figures"]!["waiting"]!
            .GetValue<double>().Should().Be(0);
    }
}

/// <summary>A server of its own, whose database goes away.</summary>
public sealed class LostDatabaseTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_server_whose_database_is_away_lives_and_is_not_ready()
    {
        var caller = api.NewCaller();
        (await caller.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.OK);
        await (await PrivateCluster.Shared).AdministerAsync($"drop database {api.DatabaseName} with (force)");

        HttpResponseMessage response;
        do response = await caller.GetAsync("/readyz");
        while (response.StatusCode == HttpStatusCode.OK);

        var problem = await response.Problem(HttpStatusCode.ServiceUnavailable, "service.not_ready");
        problem["errors"]!["database"]!.AsArray().Should().NotBeEmpty();
        (await caller.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await caller.PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } })).StatusCode
            .Should().Be(HttpStatusCode.OK, "what needs no database goes on");

        await api.Services.GetRequiredService<IHost>().StopAsync().WaitAsync(Patience);
    }
}
