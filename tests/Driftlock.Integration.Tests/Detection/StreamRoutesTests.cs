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

/// <summary>Detection as a caller of the API meets it.</summary>
public sealed class StreamRoutesTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task Six_hundred_lines_and_an_odd_one_bring_the_odd_one_back_with_its_words()
    {
        var caller = await NewCaller();
        await Detect(caller, UsualLog.Lines(600));

        var answer = await Detect(caller, UsualLog.OddLine);

        answer["stream"]!["state"]!.GetValue<string>().Should().Be("ready");
        (answer["received"]!.GetValue<int>(), answer["scored"]!.GetValue<int>()).Should().Be((1, 1));
        var anomaly = answer["anomalies"]!.AsArray().Should().ContainSingle().Which!;
        anomaly["event_text"]!.GetValue<string>().Should().Be(UsualLog.OddLine);
        anomaly["attribution"]!.AsArray().Should().NotBeEmpty();
        anomaly["bits"]!.GetValue<double>().Should().BeGreaterThan(anomaly["expected_bits"]!.GetValue<double>());
        answer["usage"]!["used"]!.GetValue<long>().Should().Be(201);
        answer["model"]!["digest"]!.GetValue<string>().Should().StartWith("sha256:");

        var stored = await Get(caller, $"/api/v1/anomalies/{anomaly["id"]}");
        stored["anomaly"]!["bits"]!.ToJsonString().Should().Be(anomaly["bits"]!.ToJsonString());
        (await Get(caller, "/api/v1/anomalies?stream=app&status=open"))["items"]!.AsArray().Should().NotBeEmpty();
    }

    [Fact]
    public async Task What_came_with_an_event_stands_beside_its_anomaly()
    {
        var caller = await NewCaller();
        await Detect(caller, UsualLog.Lines(600));
        var sent = UsualLog.Lines(2).Append(UsualLog.OddLine).Select((body, place) => new
        {
            body,
            id = $"evt-{place}",
            timestamp = $"2026-11-20T11:00:0{place}+01:00",
            attributes = new { host = $"{place}" },
        });

        var answered = await caller.PostAsJsonAsync("/api/v1/anomalies/detect", new { stream = "app", events = sent });

        var answer = await answered.Content.ReadFromJsonAsync<JsonNode>();
        var stored = await Get(caller, $"/api/v1/anomalies/{answer!["anomalies"]![0]!["id"]}");
        JsonNode.DeepEquals(
            stored["event"],
            JsonNode.Parse("""{"id":"evt-2","timestamp":"2026-11-20T10:00:02+00:00","attributes":{"host":"2"}}"""))
            .Should().BeTrue(stored["event"]!.ToJsonString());
    }

    [Fact]
    public async Task An_anomaly_whose_event_is_gone_from_the_log_is_told_without_what_came_with_it()
    {
        var caller = await NewCaller();
        await Detect(caller, UsualLog.Lines(600));
        var anomaly = (await Detect(caller, UsualLog.OddLine))["anomalies"]![0]!["id"]!.GetValue<string>();
        var before = await Get(caller, $"/api/v1/anomalies/{anomaly}");
        await api.AdministerAsync($"""
            delete from detection.log log using detection.anomalies found
            where found.id = '{anomaly}' and log.stream = found.stream and log.at = found.at
            """);

        var stored = await Get(caller, $"/api/v1/anomalies/{anomaly}");

        before["event"].Should().NotBeNull();
        stored["event"].Should().BeNull();
        stored["anomaly"]!.ToJsonString().Should().Be(before["anomaly"]!.ToJsonString());
    }

    [Fact]
    public async Task Changes_of_a_stream_that_come_at_once_all_count()
    {
        var caller = await NewCaller();
        await Detect(caller, "one");

        var named = Enumerable.Range(0, 6).Select(number =>
            caller.PatchAsJsonAsync("/api/v1/streams/app", new { name = $"name {number}" }));
        var kept = Enumerable.Range(0, 2).Select(_ =>
            caller.PatchAsJsonAsync("/api/v1/streams/app", new { retention_days = 30 }));
        var answers = await Task.WhenAll([.. named, .. kept]);

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        var stream = await Get(caller, "/api/v1/streams/app");
        stream["name"]!.GetValue<string>().Should().StartWith("name ");
        stream["retention_days"]!.GetValue<int>().Should().Be(30);
    }

    [Fact]
    public async Task The_short_address_is_the_same_route()
    {
        var caller = await NewCaller();

        var response = await caller.PostAsJsonAsync("/v1/detect", new { stream = "app", events = new[] { "x" } });

        (await response.Json())["stream"]!["events_needed"]!.GetValue<int>().Should().Be(399);
    }

    [Fact]
    public async Task An_envelope_has_its_event_in_its_body()
    {
        var caller = await NewCaller();
        var request = new JsonObject
        {
            ["stream"] = "app",
            ["events"] = new JsonArray(
                JsonNode.Parse("""{"timestamp":"2026-11-20T10:00:01Z","body":{"amount": 950},"id":"e7","attributes":{"a":1}}"""),
                JsonNode.Parse("""{"timestamp":"2026-11-20T10:00:01Z","body":{"amount": 950},"id":"e7"}"""),
                JsonNode.Parse("""{"body":"other","id":"e7"}""")),
        };

        var answer = await (await caller.PostAsJsonAsync("/api/v1/anomalies/detect", request)).Json();

        (answer["learned"]!.GetValue<int>(), answer["duplicates"]!.GetValue<int>()).Should().Be((1, 1));
        var refused = answer["refused"]!.AsArray().Should().ContainSingle().Which!;
        (refused["index"]!.GetValue<int>(), refused["code"]!.GetValue<string>())
            .Should().Be((2, "detection.id_reused"));
    }

    [Theory]
    [InlineData("""{"stream":"app","events":[]}""", "request.invalid")]
    [InlineData("""{"stream":"app","events":["x"],"profile":"loud"}""", "request.invalid")]
    [InlineData("""{"stream":"app","events":[{"body":"x","id":""}]}""", "request.invalid")]
    [InlineData("""{"stream":"app","events":[{"body":"x","timestamp":"yesterday"}]}""", "request.malformed")]
    [InlineData("""{"stream":"app","events":[{"body":"x","attributes":7}]}""", "request.malformed")]
    [InlineData("""{"stream":"app"}""", "request.malformed")]
    [InlineData("""{"stream":"app","events":["x"],"learn":1}""", "request.malformed")]
    public async Task A_request_of_another_form_is_refused(string body, string code)
    {
        var caller = await NewCaller();
        using var content = new StringContent(body, null, "application/json");

        var response = await caller.PostAsync("/api/v1/anomalies/detect", content);

        await response.Problem(HttpStatusCode.BadRequest, code);
        (await Get(caller, "/api/v1/streams"))["items"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_stream_is_made_read_changed_and_deleted()
    {
        var caller = await NewCaller();
        var made = await caller.PostAsJsonAsync("/api/v1/streams", new { slug = "web", kind = "log", baseline_events = 50 });

        made.StatusCode.Should().Be(HttpStatusCode.Created);
        (await Get(caller, made.Headers.Location!.ToString()))["baseline_events"]!.GetValue<int>().Should().Be(50);
        var again = await caller.PostAsJsonAsync("/api/v1/streams", new { slug = "web" });
        await again.Problem(HttpStatusCode.Conflict, "detection.slug_taken");
        var changed = await caller.PatchAsJsonAsync("/api/v1/streams/web", new { name = "The web", retention_days = 30 });
        var after = await changed.Json();
        (after["name"]!.GetValue<string>(), after["retention_days"]!.GetValue<int>()).Should().Be(("The web", 30));
        (await caller.PatchAsJsonAsync("/api/v1/streams/web", new { retention_days = 31 })).StatusCode
            .Should().Be(HttpStatusCode.BadRequest);
        var profile = await caller.PatchAsJsonAsync("/api/v1/streams/web/profile", new { profile = "custom", alpha = 0.02 });
        (await profile.Json())["alpha"]!.GetValue<double>().Should().Be(0.02);
        (await Get(caller, "/api/v1/streams/web/anchor"))["stream"]!["state"]!.GetValue<string>().Should().Be("learning");
        await (await caller.PostAsync("/api/v1/streams/web/anchor", null))
            .Problem(HttpStatusCode.Conflict, "detection.still_learning");
        (await Get(caller, "/api/v1/streams/web/scores"))["points"]!.AsArray().Should().BeEmpty();
        (await caller.DeleteAsync("/api/v1/streams/web")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await caller.GetAsync("/api/v1/streams/web"))
            .Problem(HttpStatusCode.NotFound, "detection.no_such_stream");
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_list_alone()
    {
        var caller = await NewCaller();
        foreach (var slug in new[] { "a", "b", "c" })
        {
            await caller.PostAsJsonAsync("/api/v1/streams", new { slug });
        }

        var first = await Get(caller, "/api/v1/streams?limit=2");
        var cursor = first["next_cursor"]!.GetValue<string>();
        var second = await Get(caller, $"/api/v1/streams?limit=2&cursor={cursor}");

        second["items"]!.AsArray().Should().ContainSingle();
        second["next_cursor"].Should().BeNull();
        foreach (var address in new[] { $"/api/v1/anomalies?cursor={cursor}", "/api/v1/streams?cursor=x" })
        {
            await (await caller.GetAsync(address)).Problem(HttpStatusCode.BadRequest, "request.cursor_invalid");
        }

        await (await (await NewCaller()).GetAsync($"/api/v1/streams?cursor={cursor}"))
            .Problem(HttpStatusCode.BadRequest, "request.cursor_invalid");
    }

    [Fact]
    public async Task An_anomaly_is_resolved_and_judged()
    {
        var caller = await NewCaller();
        await Detect(caller, UsualLog.Lines(400));
        var found = (await Detect(caller, UsualLog.OddLine))["anomalies"]![0]!["id"]!.GetValue<string>();

        var resolved = await caller.PutAsJsonAsync($"/api/v1/anomalies/{found}/resolve", new { status = "resolved", note = "n" });
        var judged = await caller.PostAsJsonAsync($"/api/v1/anomalies/{found}/feedback", new { verdict = "false_positive" });

        var (settled, said) = (await resolved.Json(), await judged.Json());
        (settled["status"]!.GetValue<string>(), settled["feedback"]).Should().Be(("resolved", null));
        (said["status"]!.GetValue<string>(), said["feedback"]!.GetValue<string>())
            .Should().Be(("dismissed", "false_positive"));
        (await Detect(caller, UsualLog.OddLine))["anomaly_count"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task A_key_bound_to_a_stream_finds_that_one_alone()
    {
        var organization = await NewOrganization();
        var whole = await NewCaller(organization);
        await Detect(whole, UsualLog.Lines(400));
        var found = (await Detect(whole, UsualLog.OddLine))["anomalies"]![0]!["id"]!.GetValue<string>();
        var mine = await (await whole.PostAsJsonAsync("/api/v1/streams", new { slug = "mine" })).Json();
        var bound = await NewCaller(organization, StreamId.From(mine["id"]!.GetValue<Guid>()));

        (await bound.GetAsync("/api/v1/streams/mine")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await bound.GetAsync("/api/v1/anomalies?stream=mine")).StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var address in new[]
        {
            "/api/v1/streams/app", "/api/v1/streams/app/scores", "/api/v1/streams", "/api/v1/anomalies",
            "/api/v1/anomalies?stream=app", $"/api/v1/anomalies/{found}",
        })
        {
            (await bound.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.NotFound, address);
        }

        foreach (var stream in new[] { "app", "new" })
        {
            var response = await bound.PostAsJsonAsync(
                "/api/v1/anomalies/detect", new { stream, events = new[] { "x" } });
            response.IsSuccessStatusCode.Should().BeFalse();
        }
    }

    [Fact]
    public async Task An_analysis_stores_nothing()
    {
        var caller = await NewCaller();

        var response = await caller.PostAsJsonAsync(
            "/api/v1/analyze",
            new { baseline = UsualLog.Lines(400), events = new[] { UsualLog.OddLine }, shape = "log" });

        var answer = await response.Json();
        answer["anomaly_count"]!.GetValue<int>().Should().Be(1);
        answer["usage"]!["used"]!.GetValue<long>().Should().Be(1);
        (await Get(caller, "/api/v1/anomalies"))["items"]!.AsArray().Should().BeEmpty();
    }

    private static async Task<JsonNode> Detect(HttpClient caller, params string[] events)
    {
        var response = await caller.PostAsJsonAsync("/api/v1/anomalies/detect", new { stream = "app", events });
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Json();
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

    private async Task<HttpClient> NewCaller(OrganizationId? of = null, StreamId? stream = null)
    {
        var organization = of ?? await NewOrganization();
        var issued = await api.Send(
            new IssueApiKey(organization, "test", "operator") { Scopes = Scope.All, Stream = stream });
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
        return caller;
    }
}
