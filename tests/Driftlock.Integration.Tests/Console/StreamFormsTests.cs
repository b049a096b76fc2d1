using System.Net;
using System.Text.Json.Nodes;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Console;

/// <summary>What the forms of a stream's page change is what the API says afterwards.</summary>
public sealed class StreamFormsTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task The_profile_that_is_chosen_judges_the_stream()
    {
        var visitor = await OnTheirStream(Role.Member);

        var answer = await visitor.Submit("/streams/app/profile", ("profile", "strict"));

        LeadsBack(answer);
        var told = await Told(visitor, "profile");
        (told["name"]!.GetValue<string>(), told["alpha"]!.GetValue<double>()).Should().Be(("strict", 0.001));
        (await visitor.Get("/streams/app")).Should().Contain("value=\"strict\" checked");
    }

    [Fact]
    public async Task A_frozen_anchor_is_another_model()
    {
        var visitor = await OnTheirStream(Role.Member);
        var before = await Told(visitor, "anchor");

        var answer = await visitor.Submit("/streams/app/anchor");

        LeadsBack(answer);
        var after = await Told(visitor, "anchor");
        Digest(after).Should().NotBe(Digest(before));
        after["stream"]!["state"]!.GetValue<string>().Should().Be("ready");
    }

    [Fact]
    public async Task A_dropped_baseline_is_learned_anew_and_the_page_says_how_far_it_is()
    {
        var visitor = await OnTheirStream(Role.Member);

        var answer = await visitor.Submit("/streams/app/baseline");

        LeadsBack(answer);
        var stream = (await Told(visitor, "anchor"))["stream"]!;
        (stream["state"]!.GetValue<string>(), stream["events_needed"]!.GetValue<int>()).Should().Be(("learning", 400));
        (await visitor.Get("/streams/app")).Should().Contain("0 of 400 events learned")
            .And.NotContain("/streams/app/anchor\"", "there is nothing yet to freeze");
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("anchor")]
    [InlineData("baseline")]
    public async Task Who_only_reads_has_no_such_form_and_changes_nothing_by_it(string act)
    {
        var visitor = await OnTheirStream(Role.Viewer);
        var before = await Everything(visitor);

        var answer = await visitor.Submit($"/streams/app/{act}", ("profile", "strict"));

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("<h1>Your role does not allow this</h1>");
        (await visitor.Get("/streams/app")).Should().NotContain($"/streams/app/{act}\"");
        (await Everything(visitor)).Should().Be(before);
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("anchor")]
    [InlineData("baseline")]
    public async Task A_stream_of_another_organization_is_not_there(string act)
    {
        var theirs = await OnTheirStream(Role.Owner);
        var before = await Everything(theirs);
        var visitor = await Visitor.SignedIn(api, Role.Owner);
        await visitor.Get("/streams");

        var answer = await visitor.Submit($"/streams/app/{act}", ("profile", "strict"));

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await Everything(theirs)).Should().Be(before);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_by_a_page_that_says_why()
    {
        var visitor = await OnTheirStream(Role.Member);
        await api.Teach(visitor.Organization, "young", 212);

        var unknown = await visitor.Submit("/streams/app/profile", ("profile", "lax"));
        var tooSoon = await visitor.Submit("/streams/young/anchor");

        unknown.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).Should().Contain("One of sensitive, balanced, strict");
        tooSoon.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await tooSoon.Content.ReadAsStringAsync()).Should().Contain("The stream is still learning its baseline.");
    }

    private async Task<Visitor> OnTheirStream(string role)
    {
        var visitor = await Visitor.SignedIn(api, role);
        await api.Teach(visitor.Organization, "app");
        await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        await visitor.Get("/streams/app");
        return visitor;
    }

    private static void LeadsBack(HttpResponseMessage answer) =>
        (answer.StatusCode, answer.Headers.Location?.OriginalString).Should().Be((HttpStatusCode.SeeOther, "/streams/app"));

    private async Task<JsonNode> Told(Visitor visitor, string part)
    {
        using var caller = await api.CallerOf(visitor.Organization);
        return await (await caller.GetAsync($"/api/v1/streams/app/{part}")).Json();
    }

    private async Task<string> Everything(Visitor visitor) =>
        $"{await Told(visitor, "profile")} {await Told(visitor, "anchor")} {await Told(visitor, "scores")}";

    private static string? Digest(JsonNode anchor) => anchor["model"]!["digest"]?.GetValue<string>();
}
