using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The inbox: incidents by where people are with them.</summary>
public sealed partial class AnomaliesPageTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private static readonly string[] Odd =
    [
        UsualLog.OddLine, "panic: nil map in handler", "FATAL disk gone away", "kernel oops at boot", "segfault in libc",
    ];

    [Fact]
    public async Task An_incident_is_one_row_with_its_count_and_leads_to_its_newest_event()
    {
        var visitor = await WithIncidents(Role.Viewer, Odd[0], Odd[0], Odd[1]);

        var page = await visitor.Get("/anomalies");

        Rows(page).Should().HaveCount(2);
        Rows(page)[1].Should().Contain("/streams/app/events/401").And.Contain(">2</a>").And.Contain("<mark class=\"m3\">");
        page.Should().NotContain("<form method=\"post\" action=\"/incidents");
    }

    [Fact]
    public async Task The_next_step_moves_all_of_an_incident_and_leads_back()
    {
        var visitor = await WithIncidents(Role.Member, Odd[0], Odd[0], Odd[1]);
        var incident = Ids(await visitor.Get("/anomalies?status=open&stream=app"))[1];

        var answer = await visitor.Submit(
            $"/incidents/{incident}/status", ("status", "Acknowledged"), ("back", "/anomalies?status=open&stream=app"));

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location.Should().Be("/anomalies?status=open&stream=app");
        Ids(await visitor.Get("/anomalies")).Should().NotContain(incident);
        Rows(await visitor.Get("/anomalies?status=acknowledged")).Single().Should().Contain(">2</a>");
        var all = (await api.Send(new ListAnomalies(visitor.Organization))).Value!.Items;
        all.Count(one => one.Status == AnomalyStatus.Acknowledged).Should().Be(2);
    }

    [Fact]
    public async Task An_incident_that_was_not_unusual_is_dismissed_as_a_whole_and_its_kind_is_quiet()
    {
        var visitor = await WithIncidents(Role.Member, Odd[0], Odd[0]);
        var incident = Ids(await visitor.Get("/anomalies")).Single();

        await visitor.Submit($"/incidents/{incident}/status", ("status", "Dismissed"));
        var again = await api.Detect(visitor.Organization, "app", Encoding.UTF8.GetBytes(Odd[0]));

        again.Anomalies.Should().BeEmpty();
        (await api.Send(new ListAnomalies(visitor.Organization))).Value!.Items
            .Should().OnlyContain(one => one.Status == AnomalyStatus.Dismissed).And.HaveCount(2);
    }

    [Fact]
    public async Task Incidents_come_in_pages_by_a_cursor_of_this_view_alone()
    {
        var visitor = await WithIncidents(Role.Viewer, Odd);

        var query = new ListIncidents(visitor.Organization) { Limit = 2 };
        var first = (await api.Send(query)).Value!;
        var second = (await api.Send(query with { Before = Guid.Parse(first.Next!) })).Value!;
        var third = (await api.Send(query with { Before = Guid.Parse(second.Next!) })).Value!;

        third.Next.Should().BeNull();
        first.Items.Concat(second.Items).Concat(third.Items).Select(one => Encoding.UTF8.GetString(one.Newest.Text))
            .Should().BeEquivalentTo(Odd);
        (await visitor.Open("/anomalies?cursor=invented")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_address_narrows_the_inbox_to_a_stream_and_a_time()
    {
        var visitor = await WithIncidents(Role.Viewer, Odd[0]);
        await api.Teach(visitor.Organization, "young", 212);

        Rows(await visitor.Get("/anomalies?stream=app&last=1h")).Should().ContainSingle();
        (await visitor.Get("/anomalies?stream=young&last=1h")).Should().Contain("<h2>Nothing here</h2>");
        (await visitor.Get("/anomalies?to=2026-01-01T00:00:00Z")).Should().Contain("<h2>Nothing here</h2>");
        Rows(await visitor.Get("/anomalies?stream=app&last=all&from=2020-01-01")).Should().ContainSingle();
        (await visitor.Open("/anomalies?stream=none")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await visitor.Open("/anomalies?status=lost")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Named_times_stay_when_another_stream_is_chosen()
    {
        var visitor = await WithIncidents(Role.Viewer, Odd[0]);

        var page = await visitor.Get("/anomalies?from=2020-01-02T03:04:05Z&to=2099-01-01");

        page.Should().Contain("<option value selected data-from=\"2020-01-02T03:04:05.0000000Z\" data-to=\"2099-01-01T00:00:00.0000000Z\">from 2020-01-02 03:04 until 2099-01-01 00:00 UTC</option>")
            .And.Contain("<input type=\"hidden\" name=\"from\" value=\"2020-01-02T03:04:05.0000000Z\" />")
            .And.Contain("<input type=\"hidden\" name=\"to\" value=\"2099-01-01T00:00:00.0000000Z\" />");
        (await visitor.Get("/anomalies?last=1h")).Should().NotContain("name=\"from\"");
    }

    [Fact]
    public async Task An_incident_has_a_page_with_all_its_events_and_what_is_said_of_all()
    {
        var visitor = await WithIncidents(Role.Member, Odd[0], Odd[0], Odd[1]);
        var incident = Ids(await visitor.Get("/anomalies"))[1];
        (await visitor.Get("/streams/app/events/400")).Should().Contain($"<a href=\"/incidents/{incident}\">2 events of its kind</a>");

        var page = await visitor.Get($"/incidents/{incident}");
        page.Should().Contain("<h1>2 events of one kind</h1>").And.Contain("/streams/app/events/400")
            .And.Contain("/streams/app/events/401").And.NotContain("/streams/app/events/402").And.Contain(">open</span>");
        var answer = await visitor.Submit(
            $"/incidents/{incident}/status", ("status", "Resolved"), ("back", $"/incidents/{incident}"));

        answer.Headers.Location.Should().Be($"/incidents/{incident}");
        (await visitor.Get($"/incidents/{incident}")).Should().Contain(">resolved</span>").And.NotContain(">open</span>");
        var viewer = await Visitor.SignedIn(api, Role.Viewer, visitor.Organization);
        (await viewer.Get($"/incidents/{incident}")).Should().NotContain("<form method=\"post\" action=\"/incidents");
        (await visitor.Open($"/incidents/{Billing.BillingDesk.NewId()}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await visitor.Open($"/incidents/{incident}?cursor=invented")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_empty_inbox_says_why_it_is_empty()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        (await visitor.Get("/anomalies")).Should().Contain("<h2>No stream yet</h2>");

        await api.Teach(visitor.Organization, "young", 212);
        (await visitor.Get("/anomalies")).Should().Contain("<h2>Nothing is judged yet</h2>")
            .And.Contain("212 of 400 events").And.Contain("value=\"212\"");

        await api.Teach(visitor.Organization, "app");
        (await visitor.Get("/anomalies")).Should().Contain("<h2>Nothing unusual is open</h2>");
        (await visitor.Get("/anomalies?status=resolved")).Should().Contain("<h2>Nothing is resolved</h2>");
    }

    [Fact]
    public async Task Another_organizations_incident_is_not_there()
    {
        var theirs = await WithIncidents(Role.Owner, Odd[0]);
        var incident = Ids(await theirs.Get("/anomalies")).Single();
        var visitor = await Visitor.SignedIn(api, Role.Owner);
        await visitor.Get("/anomalies");

        var answer = await visitor.Submit($"/incidents/{incident}/status", ("status", "Resolved"));

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        Ids(await theirs.Get("/anomalies")).Should().Equal(incident);
    }

    private async Task<Visitor> WithIncidents(string role, params string[] lines)
    {
        var visitor = await Visitor.SignedIn(api, role);
        await api.Teach(visitor.Organization, "app");
        foreach (var line in lines) await Find(visitor.Organization, line);
        return visitor;
    }

    // Not taught: the same line stays as odd as it was. Each a moment later, as incidents begin.
    private async Task Find(OrganizationId organization, string line)
    {
        api.Clock.Advance(TimeSpan.FromMilliseconds(2));
        var command = new DetectAnomalies(organization, "app", [new IncomingEvent(Encoding.UTF8.GetBytes(line))])
        {
            Learn = false,
        };
        (await api.Send(command)).Value!.Anomalies.Should().ContainSingle(line);
    }

    private static string[] Rows(string page) => [.. Row().Matches(page).Select(row => row.Value)];

    private static Guid[] Ids(string page) => [.. Row().Matches(page).Select(row => Guid.Parse(row.Groups["id"].Value))];

    [GeneratedRegex("<tr>\\s*<th scope=\"row\">\\s*<a class=\"event-link\" id=\"incident-(?<id>[^\"]+)\".*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();
}
