using System.Net;
using System.Text.Json.Nodes;

namespace Driftlock.Integration.Tests.Shared.Crawling;

/// <summary>Two organizations on every route, each asking for what is the other's.</summary>
public sealed class TwoOrganizationsTests(CrawledFixture api) : IClassFixture<CrawledFixture>
{
    [Fact]
    public async Task P_1_C_101_What_is_anothers_is_not_there_by_id_and_by_slug_on_every_route()
    {
        var (others, _) = await api.NewCaller(await api.NewOrganization());
        var filled = await CrawledFixture.Fill(others, "theirs");
        var (caller, _) = await api.NewCaller(await api.NewOrganization());
        var before = await Everything(others, filled);
        var ofOne = EveryRoute.Of(api.Services).Where(route => route is { IsOfOne: true, IsOpen: false }).ToList();

        foreach (var route in ofOne)
        {
            foreach (var named in new[] { filled.Stream, "theirs" })
            {
                // A new name becomes a stream of the caller's own: the next test.
                if (route.Name == "IngestEvents" && named == "theirs") continue;

                using var request = route.Asking(filled with { Stream = named });
                var answer = await caller.SendAsync(request);
                var told = await answer.Content.ReadAsStringAsync();
                answer.StatusCode.Should().Be(
                    HttpStatusCode.NotFound, $"{route.Method} {route.Pattern} as {named}: {told}");
            }
        }

        ofOne.Should().HaveCountGreaterThan(10);
        (await Everything(others, filled)).Should().Be(before);
    }

    [Fact]
    public async Task P_1_A_name_that_another_has_too_becomes_a_stream_of_ones_own()
    {
        var (others, _) = await api.NewCaller(await api.NewOrganization());
        var filled = await CrawledFixture.Fill(others, "theirs");
        var (caller, _) = await api.NewCaller(await api.NewOrganization());
        var before = await Everything(others, filled);
        using var content = new StringContent("one\n", null, "text/plain");

        var answer = await (await caller.PostAsync("/api/v1/streams/theirs/events", content)).Json();

        answer["stream"]!["id"]!.GetValue<string>().Should().NotBe(filled.Stream);
        answer["stream"]!["events_needed"]!.GetValue<int>().Should().Be(399);
        (await Everything(others, filled)).Should().Be(before);
    }

    [Fact]
    public async Task P_1_A_stream_of_another_is_not_there_in_a_body_and_in_a_filter()
    {
        var (others, _) = await api.NewCaller(await api.NewOrganization());
        var (stream, _, _) = await CrawledFixture.Fill(others, "theirs");
        var (caller, _) = await api.NewCaller(await api.NewOrganization());

        foreach (var address in new[] { "/api/v1/anomalies/detect", "/v1/detect" })
        {
            using var content = new StringContent(
                $$"""{"stream":"{{stream}}","events":["one"]}""", null, "application/json");
            await (await caller.PostAsync(address, content)).Problem(HttpStatusCode.NotFound, "detection.no_such_stream");
        }

        foreach (var named in new[] { stream, "theirs" })
        {
            var listed = await caller.GetAsync($"/api/v1/anomalies?stream={named}");
            (await listed.Content.ReadAsStringAsync()).Should().NotContain(stream).And.NotContain("event_text");
        }
    }

    [Fact]
    public async Task P_1_No_list_has_anything_of_another()
    {
        var (others, _) = await api.NewCaller(await api.NewOrganization());
        var filled = await CrawledFixture.Fill(others, "theirs");
        var (caller, _) = await api.NewCaller(await api.NewOrganization());

        foreach (var route in EveryRoute.Of(api.Services)
            .Where(route => route is { Changes: false, IsOfOne: false, IsOpen: false }))
        {
            using var request = route.Asking(filled);
            using var answer = await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            // What streams does not end; its own tests see to whose events it has.
            if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream") continue;

            (await answer.Content.ReadAsStringAsync()).Should()
                .NotContain(filled.Stream, route.Pattern).And.NotContain(filled.Anomaly)
                .And.NotContain(filled.Incident).And.NotContain("theirs");
        }
    }

    // What the others see of their own; the time and the request's id differ by nature.
    private static async Task<string> Everything(HttpClient caller, Filled filled)
    {
        var seen = new JsonArray();
        foreach (var address in new[]
        {
            "/api/v1/streams", $"/api/v1/streams/{filled.Stream}", $"/api/v1/streams/{filled.Stream}/profile",
            $"/api/v1/streams/{filled.Stream}/anchor", "/api/v1/anomalies", $"/api/v1/anomalies/{filled.Anomaly}",
            "/api/v1/incidents", $"/api/v1/incidents/{filled.Incident}",
        })
        {
            seen.Add(await (await caller.GetAsync(address)).Json());
        }

        return seen.ToJsonString();
    }
}
