using System.Net;
using System.Text;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The page of one event: why it is unusual, and what people say of it.</summary>
public sealed class EventPageTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task An_unusual_event_says_what_it_costs_marks_its_words_and_shows_the_nearest_usual_one()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);

        var page = await visitor.Get("/streams/app/events/400");

        page.Should().Contain("<h1>Unusual event</h1>").And.Contain($"{anomaly.Bits:#,0} bits, usually")
            .And.Contain($"p = {Rarity.Probability(anomaly.PDeciding)}: odder than all")
            .And.Contain("<mark class=\"m3\">").And.Contain("in common").And.Contain("<ins>").And.Contain("<del>")
            .And.Contain($"sha256:{anomaly.ModelDigest}").And.Contain("never");
        page.Should().Contain($"<td class=\"number\">{anomaly.Words[0].Bits:0}</td>");
    }

    [Fact]
    public async Task An_event_that_is_not_flagged_has_its_page_too()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app", 401);
        await api.Teach(visitor.Organization, "young", 212);

        (await visitor.Get("/streams/app/events/400")).Should().Contain("<h1>Usual event</h1>").And.Contain("as odd")
            .And.Contain("What its words cost").And.Contain("<table class=\"words\">").And.Contain("<meter")
            .And.Contain("By the stream as it is now");
        (await visitor.Get("/streams/young/events/7")).Should().Contain("<h1>Event that was not judged</h1>")
            .And.Contain("212 of 400 events").And.Contain("<progress max=\"400\" value=\"212\"")
            .And.NotContain("What its words cost");
    }

    [Fact]
    public async Task An_event_that_was_judged_and_not_flagged_is_explained_by_the_model_as_it_is_now()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        var odd = new DetectAnomalies(
            visitor.Organization, "app", [new IncomingEvent(Encoding.UTF8.GetBytes(UsualLog.OddLine))])
        { Learn = false };
        var (_, anomaly) = (await api.Send(odd)).Value!.Anomalies.Single();
        // Its kind is quiet now, which is an entry of the log; nothing was taught, so that it costs what it cost.
        await api.Send(new GiveFeedback(
            visitor.Organization, anomaly.Id, FeedbackVerdict.FalsePositive, Note: null, "operator"));
        (await api.Send(odd)).Value!.Anomalies.Should().BeEmpty();

        var quiet = (await api.Send(new CompareEvent(visitor.Organization, "app", 402))).Value!;
        var page = await visitor.Get("/streams/app/events/402");

        quiet.Event.Anomaly.Should().BeNull();
        quiet.WordsAreOfNow.Should().BeTrue();
        quiet.Words[0].Should().Be(anomaly.Words[0]);
        quiet.Seen.Should().HaveCount(quiet.Words.Count);
        page.Should().Contain("<h1>Event of a quiet kind</h1>").And.Contain("<mark class=\"m3\">")
            .And.Contain($"<td class=\"number\">{anomaly.Words[0].Bits:0}</td>");
    }

    [Fact]
    public async Task An_anomaly_has_an_address_that_leads_to_its_event()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);

        var answer = await visitor.Open($"/anomalies/{anomaly.Id.Value}");

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location.Should().Be("/streams/app/events/400");
    }

    [Fact]
    public async Task What_a_person_says_by_a_form_is_what_the_use_case_stores()
    {
        var visitor = await Visitor.SignedIn(api, Role.Member);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        await visitor.Get("/streams/app/events/400");

        var answer = await visitor.Submit(
            $"/anomalies/{anomaly.Id.Value}/status", ("status", "Investigating"), ("note", "<b>Ada</b> looks"));

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location.Should().Be("/streams/app/events/400");
        var stored = (await api.Send(new GetAnomaly(visitor.Organization, anomaly.Id))).Value!;
        (stored.Status, stored.Note).Should().Be((AnomalyStatus.Investigating, "<b>Ada</b> looks"));
        (await visitor.Get("/streams/app/events/400")).Should().Contain("investigating")
            .And.Contain("&lt;b&gt;Ada&lt;/b&gt; looks").And.NotContain("<b>Ada");
    }

    [Fact]
    public async Task Said_to_be_not_unusual_its_kind_is_quiet_and_the_page_says_why()
    {
        var visitor = await Visitor.SignedIn(api, Role.Member);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        await visitor.Get("/streams/app/events/400");

        await visitor.Submit($"/anomalies/{anomaly.Id.Value}/feedback", ("verdict", "FalsePositive"));
        var again = await api.Detect(visitor.Organization, "app", Encoding.UTF8.GetBytes(UsualLog.OddLine));

        again.Anomalies.Should().BeEmpty();
        (await visitor.Get("/streams/app/events/400")).Should().Contain("<h1>Event that was not unusual</h1>")
            .And.MatchRegex("events of its kind are quiet\\s+since\\s+<time");
    }

    [Fact]
    public async Task Who_confirms_one_has_seen_it()
    {
        var visitor = await Visitor.SignedIn(api, Role.Member);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        await visitor.Get("/streams/app/events/400");

        await visitor.Submit($"/anomalies/{anomaly.Id.Value}/feedback", ("verdict", "Confirmed"));

        (await visitor.Get("/streams/app/events/400")).Should().Contain("Confirmed: events of this kind stay loud")
            .And.Contain("<strong>acknowledged</strong>");
    }

    [Fact]
    public async Task Who_only_reads_sees_no_form_and_has_none()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);

        (await visitor.Get("/streams/app/events/400")).Should().NotContain("<textarea").And.NotContain("/feedback\"");
        var answer = await visitor.Submit($"/anomalies/{anomaly.Id.Value}/status", ("status", "Resolved"));

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/anomalies?status=open", "/anomalies?status=open")]
    [InlineData("//evil.example", "/streams/app/events/400")]
    [InlineData("/\\evil.example", "/streams/app/events/400")]
    [InlineData("https://evil.example", "/streams/app/events/400")]
    [InlineData("/a\r\nSet-Cookie: x=y", "/streams/app/events/400")]
    public async Task A_form_leads_back_to_pages_of_ours_alone(string back, string location)
    {
        var visitor = await Visitor.SignedIn(api, Role.Member);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        await visitor.Get("/streams/app/events/400");

        var answer = await visitor.Submit(
            $"/anomalies/{anomaly.Id.Value}/status", ("status", "Resolved"), ("back", back));

        answer.Headers.Location.Should().Be(location);
    }

    [Fact]
    public async Task Whatever_an_event_says_is_shown_as_text_and_handed_out_as_it_came()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        byte[] text =
        [
            .. "<script>alert(1)</script> \u202etxt.exe \e[31mred\a ' onload=x \" &amp; <!-- \u200b\u0000"u8, 0xFF, 0xC3,
            .. " end\nsecond line"u8,
        ];
        var anomaly = await api.Find(visitor.Organization, "app", text);

        var page = await visitor.Get($"/streams/app/events/{anomaly.Sequence}");
        var raw = await visitor.Open($"/streams/app/events/{anomaly.Sequence}/raw");

        page.Should().Contain("&lt;").And.Contain("\\x1B").And.Contain("\\u{202E}").And.Contain("\\xFF")
            .And.NotContain("<script>alert").And.NotContain("<!-- ").And.NotContain("\e").And.NotContain("\u202e")
            .And.NotContain("\u0000").And.NotContain("\uFFFD\uFFFD end");
        (await raw.Content.ReadAsByteArrayAsync()).Should().Equal(text);
        raw.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        raw.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
        raw.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Fact]
    public async Task Of_the_longest_event_the_page_shows_what_surrounds_the_dearest_word()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        var text = new byte[IncomingEvent.Longest];
        Array.Fill(text, (byte)'<');
        "PANIC"u8.CopyTo(text.AsSpan(text.Length / 2));
        var anomaly = await api.Find(visitor.Organization, "app", text);

        var page = await visitor.Get($"/streams/app/events/{anomaly.Sequence}");

        page.Should().Contain("1,048,576 bytes").And.Contain("around the dearest word");
        page.Length.Should().BeLessThan(100_000);
    }

    [Theory]
    [InlineData("/streams/app/events/400")]
    [InlineData("/streams/app/events/-1")]
    [InlineData("/streams/app/events/9223372036854775807")]
    [InlineData("/streams/none/events/0")]
    [InlineData("/streams/app/events/400/raw")]
    [InlineData("/anomalies/00000000-0000-0000-0000-000000000001")]
    public async Task What_is_not_there_is_refused_by_a_page(string address)
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");

        var answer = await visitor.Open(address);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("<h1>There is nothing here</h1>");
    }

    [Fact]
    public async Task Another_organizations_event_is_not_there()
    {
        var theirs = await Visitor.SignedIn(api, Role.Owner);
        await api.Teach(theirs.Organization, "app");
        var anomaly = await api.Find(theirs.Organization, "app", UsualLog.OddLine);
        var visitor = await Visitor.SignedIn(api, Role.Owner);
        await visitor.Get("/status");

        (await visitor.Open("/streams/app/events/400")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await visitor.Open($"/anomalies/{anomaly.Id.Value}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await visitor.Submit($"/anomalies/{anomaly.Id.Value}/feedback", ("verdict", "Confirmed"))).StatusCode
            .Should().Be(HttpStatusCode.NotFound);
    }
}
