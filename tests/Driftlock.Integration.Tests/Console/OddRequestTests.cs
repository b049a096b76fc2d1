using System.Net;
using Driftlock.Application.Detection;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;

namespace Driftlock.Integration.Tests.Console;

/// <summary>Addresses and forms that no page of ours has made are answered by a page, never by a breakdown.</summary>
public sealed class OddRequestTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Theory]
    [InlineData("/streams?after=%00", HttpStatusCode.OK)]
    [InlineData("/streams?after=%F0%9F%95%90", HttpStatusCode.OK)]
    [InlineData("/streams/app?event=%00", HttpStatusCode.OK)]
    [InlineData("/streams/app?event=00000000-0000-0000-0000-000000000000", HttpStatusCode.OK)]
    [InlineData("/streams/%F0%9F%95%90", HttpStatusCode.NotFound)]
    [InlineData("/streams/app/events/-1", HttpStatusCode.NotFound)]
    [InlineData("/streams/app/events/9223372036854775807", HttpStatusCode.NotFound)]
    [InlineData("/streams/app/events/9223372036854775808", HttpStatusCode.NotFound)]
    [InlineData("/streams/app/events/9223372036854775807/raw", HttpStatusCode.NotFound)]
    [InlineData("/anomalies?stream=%00", HttpStatusCode.NotFound)]
    [InlineData("/anomalies?stream=%27%3B%20drop%20table", HttpStatusCode.NotFound)]
    [InlineData("/anomalies?status=%00", HttpStatusCode.BadRequest)]
    [InlineData("/anomalies?status=99", HttpStatusCode.BadRequest)]
    [InlineData("/anomalies?cursor=%00", HttpStatusCode.BadRequest)]
    [InlineData("/anomalies/00000000-0000-0000-0000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("/sign-in?token=%00", HttpStatusCode.OK)]
    public async Task An_address_that_makes_no_sense_is_a_page(string address, HttpStatusCode status)
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");

        var answer = await visitor.Open(address);

        answer.StatusCode.Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
    }

    [Fact]
    public async Task Behind_the_last_stream_there_is_none_and_the_way_leads_back_to_all()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");

        var page = await visitor.Get("/streams?after=zzz");

        page.Should().Contain("No stream comes after that one").And.NotContain("No stream yet")
            .And.Contain("href=\"/streams\"");
    }

    [Theory]
    [InlineData("status", "Nonsense")]
    [InlineData("status", "99")]
    [InlineData("status", "")]
    [InlineData("else", "Resolved")]
    public async Task A_status_that_there_is_not_is_refused_and_changes_nothing(string field, string value)
    {
        var visitor = await Visitor.SignedIn(api, Role.Member);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        var incident = (await api.Send(new ListIncidents(visitor.Organization))).Value!.Items.Single();
        await visitor.Get("/anomalies");

        foreach (var address in new[] { $"/anomalies/{anomaly.Id.Value}/status", $"/incidents/{incident.Id}/status" })
        {
            var answer = await visitor.Submit(address, (field, value));

            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, address);
            (await answer.Content.ReadAsStringAsync()).Should().Contain("<h1>That could not be read</h1>", address);
        }

        (await api.Send(new GetAnomaly(visitor.Organization, anomaly.Id))).Value!.Status.Should().Be(anomaly.Status);
    }
}
