using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>The inbox of the console, for callers of the API.</summary>
public sealed class IncidentRoutesTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private const string Other = "panic: nil map in handler";

    [Fact]
    public async Task Incidents_come_with_their_counts_in_pages_the_newest_first()
    {
        var caller = await With(UsualLog.OddLine, UsualLog.OddLine, Other);

        var first = await Get(caller, "/api/v1/incidents?stream=app&limit=1");
        var second = await Get(caller, $"/api/v1/incidents?stream=app&limit=1&cursor={first["next_cursor"]}");

        JsonNode[] items = [.. first["items"]!.AsArray()!, .. second["items"]!.AsArray()!];
        items.Select(one => one["newest"]!["anomaly"]!["event_text"]!.GetValue<string>())
            .Should().Equal(Other, UsualLog.OddLine);
        items.Select(one => one["count"]!.GetValue<int>()).Should().Equal(1, 2);
        items.Select(one => one["id"]!.GetValue<string>())
            .Should().Equal(items.Select(one => one["newest"]!["anomaly"]!["group_id"]!.GetValue<string>()));
        second["next_cursor"].Should().BeNull();
    }

    [Fact]
    public async Task One_step_settles_all_of_an_incident_and_nothing_else()
    {
        var caller = await With(UsualLog.OddLine, UsualLog.OddLine, Other);
        var incident = (await Get(caller, "/api/v1/incidents"))["items"]![1]!["id"]!.GetValue<string>();

        var resolved = await caller.PutAsJsonAsync(
            $"/api/v1/incidents/{incident}/resolve", new { status = "acknowledged" });

        (await resolved.Json())["changed"]!.GetValue<int>().Should().Be(2);
        (await Get(caller, "/api/v1/incidents"))["items"]!.AsArray().Should().ContainSingle();
        (await Get(caller, "/api/v1/incidents?status=acknowledged"))["items"]![0]!["id"]!.GetValue<string>()
            .Should().Be(incident);
        (await Get(caller, $"/api/v1/incidents/{incident}"))["count"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task What_is_no_step_or_no_incident_is_refused()
    {
        var caller = await With(UsualLog.OddLine);
        var incident = (await Get(caller, "/api/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();

        (await Resolve(incident, "open")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var unknown = await Resolve($"{Guid.CreateVersion7(api.Clock.GetUtcNow())}", "resolved");

        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await unknown.Json())["code"]!.GetValue<string>().Should().Be("detection.no_such_incident");

        Task<HttpResponseMessage> Resolve(string id, string status) =>
            caller.PutAsJsonAsync($"/api/v1/incidents/{id}/resolve", new { status });
    }

    [Theory]
    [InlineData("/api/v1/incidents")]
    [InlineData("/api/v1/anomalies")]
    [InlineData("/api/v1/anomalies/stream")]
    public async Task A_name_that_no_stream_can_have_is_not_there(string list)
    {
        var caller = await NewCaller(await NewOrganization());

        foreach (var name in new[] { "%00", "a%00b", "%27%3B--" })
        {
            var answer = await caller.GetAsync($"{list}?stream={name}");

            answer.StatusCode.Should().Be(HttpStatusCode.NotFound, name);
            (await answer.Json())["code"]!.GetValue<string>().Should().Be("detection.no_such_stream");
        }
    }

    [Fact]
    public async Task A_key_bound_to_a_stream_finds_the_incidents_of_that_one_alone()
    {
        var organization = await NewOrganization();
        var whole = await NewCaller(organization);
        await Teach(whole, UsualLog.OddLine);
        var incident = (await Get(whole, "/api/v1/incidents"))["items"]![0]!["id"]!.GetValue<string>();
        var app = await Get(whole, "/api/v1/streams/app");
        var mine = await (await whole.PostAsJsonAsync("/api/v1/streams", new { slug = "mine" })).Json();
        var bound = await NewCaller(organization, mine["id"]!.GetValue<Guid>());
        var boundToIt = await NewCaller(organization, app["id"]!.GetValue<Guid>());

        (await bound.GetAsync($"/api/v1/incidents/{incident}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await bound.GetAsync("/api/v1/incidents")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await bound.PutAsJsonAsync($"/api/v1/incidents/{incident}/resolve", new { status = "resolved" })).StatusCode
            .Should().Be(HttpStatusCode.NotFound);
        (await Get(bound, "/api/v1/incidents?stream=mine"))["items"]!.AsArray().Should().BeEmpty();
        (await Get(boundToIt, $"/api/v1/incidents/{incident}"))["id"]!.GetValue<string>().Should().Be(incident);
    }

    private async Task<HttpClient> With(params string[] odd)
    {
        var caller = await NewCaller(await NewOrganization());
        await Teach(caller, odd);
        return caller;
    }

    private async Task Teach(HttpClient caller, params string[] odd)
    {
        foreach (var events in odd.Select(line => new[] { line }).Prepend(UsualLog.Lines(400)))
        {
            var sent = await caller.PostAsJsonAsync(
                "/api/v1/anomalies/detect", new { stream = "app", events, learn = events.Length > 1 });
            sent.StatusCode.Should().Be(HttpStatusCode.OK, await sent.Content.ReadAsStringAsync());
            // Incidents are told apart in time by the millisecond.
            api.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<JsonNode> Get(HttpClient caller, string address)
    {
        var response = await caller.GetAsync(address);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Json();
    }

    private async Task<OrganizationId> NewOrganization()
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        return organization;
    }

    private async Task<HttpClient> NewCaller(OrganizationId organization, Guid? stream = null)
    {
        var command = new IssueApiKey(organization, "test", "operator")
        {
            Scopes = Scope.All,
            Stream = stream is { } id ? StreamId.From(id) : null,
        };
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", (await api.Send(command)).Value!.Secret.Reveal());
        return caller;
    }
}
