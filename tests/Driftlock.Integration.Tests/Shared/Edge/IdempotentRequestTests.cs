using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Edge;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>What a caller sees who sends requests again under an <c>Idempotency-Key</c>.</summary>
public sealed class IdempotentRequestTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private const string Detection = "/api/v1/anomalies/detect";

    [Fact] // P-10
    public async Task The_same_request_answers_the_same_and_is_counted_once()
    {
        var caller = await NewCaller();
        await Post(caller, Detection, Events(UsualLog.Lines(400)), key: null);

        var first = await Post(caller, Detection, Events(UsualLog.OddLine));
        var again = await Post(caller, Detection, Events(UsualLog.OddLine));

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        again.StatusCode.Should().Be(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
        (Replayed(first), Replayed(again)).Should().Be((false, true));
        (await first.Json())["anomaly_count"]!.GetValue<int>().Should().Be(1);
        (await Used(caller)).Should().Be(1);
    }

    [Fact] // P-10
    public async Task What_was_committed_by_a_process_that_died_is_answered_and_not_done_again()
    {
        var (caller, organization) = await NewCallerOfOrganization();
        await Post(caller, Detection, Events(UsualLog.Lines(400)), key: null);
        var events = Events([.. UsualLog.Lines(3, from: 400), UsualLog.OddLine]);
        var first = await (await Post(caller, Detection, events)).Json();

        await DieBeforeTheAnswer(organization);
        var again = await Post(caller, Detection, events);

        Replayed(again).Should().BeFalse("it was answered from what was committed");
        (await Comparable(again)).Should().Be(Comparable(first));
        (await Used(caller)).Should().Be(4);
        var stream = await (await caller.GetAsync("/api/v1/streams/app")).Json();
        stream["events"]!.GetValue<long>().Should().Be(404);
        Replayed(await Post(caller, Detection, events)).Should().BeTrue();
    }

    [Fact]
    public async Task An_analysis_that_comes_again_after_a_death_is_paid_for_once()
    {
        var (caller, organization) = await NewCallerOfOrganization();
        var request = new { baseline = UsualLog.Lines(400), events = new[] { UsualLog.OddLine } };
        var first = await (await Post(caller, "/api/v1/analyze", request)).Json();

        await DieBeforeTheAnswer(organization);
        var again = await Post(caller, "/api/v1/analyze", request);

        again.StatusCode.Should().Be(HttpStatusCode.OK, await again.Content.ReadAsStringAsync());
        (await again.Json())["anomalies"]!.ToJsonString().Should().Be(first["anomalies"]!.ToJsonString());
        (await Used(caller)).Should().Be(1);
    }

    [Fact]
    public async Task Of_many_at_once_one_works_and_the_others_hear_that_it_does()
    {
        var caller = await NewCaller();
        var events = Events(UsualLog.Lines(1000));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Post(caller, Detection, events)));

        answers.Should().OnlyContain(answer =>
            answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.Conflict);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK && !Replayed(answer)).Should().Be(1);
        foreach (var refused in answers.Where(answer => answer.StatusCode == HttpStatusCode.Conflict))
        {
            await refused.Problem(HttpStatusCode.Conflict, "request.idempotency_in_flight");
            refused.Headers.RetryAfter!.Delta.Should().BePositive();
        }

        (await Used(caller)).Should().Be(600);
    }

    [Fact]
    public async Task Another_body_under_the_key_is_refused()
    {
        var caller = await NewCaller();
        await Post(caller, Detection, Events("a"));

        var body = await Post(caller, Detection, Events("b"));
        var query = await Post(caller, Detection + "?x=1", Events("a"));
        var route = await Post(caller, "/v1/detect", Events("a"));

        await body.Problem(HttpStatusCode.UnprocessableEntity, "request.idempotency_mismatch");
        await query.Problem(HttpStatusCode.UnprocessableEntity, "request.idempotency_mismatch");
        Replayed(route).Should().BeFalse("a key counts within its route");
    }

    [Fact]
    public async Task Whoever_may_do_less_is_not_answered_what_another_was()
    {
        var (caller, organization) = await NewCallerOfOrganization();
        var less = await CallerOf(organization, Scope.Detect);
        await Post(caller, Detection, Events("a"));

        var refused = await Post(less, Detection, Events("a"));

        await refused.Problem(HttpStatusCode.UnprocessableEntity, "request.idempotency_mismatch");
    }

    [Fact]
    public async Task Another_key_with_the_same_rights_is_answered_the_same()
    {
        var (caller, organization) = await NewCallerOfOrganization();
        await Post(caller, Detection, Events("a"));

        var rotated = await Post(await CallerOf(organization), Detection, Events("a"));

        Replayed(rotated).Should().BeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task A_key_of_another_length_is_refused(int length)
    {
        var caller = await NewCaller();
        using var request = new HttpRequestMessage(HttpMethod.Post, Detection) { Content = JsonContent.Create(Events("a")) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", new string('k', length));

        var answer = await caller.SendAsync(request);

        await answer.Problem(HttpStatusCode.BadRequest, "request.idempotency_key_form");
    }

    [Fact]
    public async Task A_refusal_of_the_moment_is_not_kept()
    {
        var caller = await NewCaller();
        await caller.PostAsJsonAsync("/api/v1/streams", new { slug = "app", baseline_events = 50 });

        var early = await Post(caller, "/api/v1/streams/app/anchor", new { });
        await Post(caller, Detection, Events(UsualLog.Lines(50)), key: null);
        var late = await Post(caller, "/api/v1/streams/app/anchor", new { });

        await early.Problem(HttpStatusCode.Conflict, "detection.still_learning");
        late.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_wrong_with_the_request_stays_wrong()
    {
        var caller = await NewCaller();

        var first = await Post(caller, Detection, Events());
        var again = await Post(caller, Detection, Events());

        await first.Problem(HttpStatusCode.BadRequest, "request.invalid");
        again.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        Replayed(again).Should().BeTrue();
    }

    [Fact]
    public async Task What_was_made_and_where_is_told_again()
    {
        var caller = await NewCaller();

        var first = await Post(caller, "/api/v1/streams", new { slug = "web" });
        var again = await Post(caller, "/api/v1/streams", new { slug = "web" });
        var gone = await Delete(caller, "/api/v1/streams/web");
        var goneAgain = await Delete(caller, "/api/v1/streams/web");

        again.StatusCode.Should().Be(HttpStatusCode.Created);
        again.Headers.Location.Should().Be(first.Headers.Location);
        (gone.StatusCode, goneAgain.StatusCode).Should().Be((HttpStatusCode.NoContent, HttpStatusCode.NoContent));
    }

    [Fact]
    public async Task Reading_and_open_routes_have_no_use_for_a_key()
    {
        var caller = await NewCaller();
        caller.DefaultRequestHeaders.Add("Idempotency-Key", "k");
        var stranger = api.NewCaller();
        stranger.DefaultRequestHeaders.Add("Idempotency-Key", "k");

        (await caller.GetAsync("/api/v1/streams")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await stranger.PostAsJsonAsync(Calls.Demo, new { events = new[] { "a" } })).StatusCode.Should().Be(HttpStatusCode.OK);
        (await stranger.PostAsJsonAsync(Calls.Demo, new { events = new[] { "b" } })).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_of_any_length_is_answered()
    {
        var caller = await NewCaller();

        var answer = await Delete(caller, "/api/v1/streams/" + string.Concat(Enumerable.Repeat("a1b2", 1500)));

        await answer.Problem(HttpStatusCode.NotFound, "detection.no_such_stream");
    }

    private static object Events(params string[] events) => new { stream = "app", events };

    private static bool Replayed(HttpResponseMessage answer) => answer.Headers.Contains(Api.Shared.Edge.Idempotent.Replayed);

    private static async Task<HttpResponseMessage> Post(HttpClient caller, string address, object body, string? key = "k-1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await caller.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> Delete(HttpClient caller, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, address);
        request.Headers.Add("Idempotency-Key", "k-1");
        return await caller.SendAsync(request);
    }

    private static async Task<string> Comparable(HttpResponseMessage answer)
    {
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return Comparable(await answer.Json());
    }

    // All but the id of the request, which is another one.
    private static string Comparable(JsonNode answer)
    {
        answer.AsObject().Remove("request_id");
        return answer.ToJsonString();
    }

    // Metered to the unit: what the next answer tells of the period.
    private static async Task<long> Used(HttpClient caller)
    {
        var answer = await (await Post(
            caller, Detection, new { stream = "meter", events = new[] { "x" } }, key: null)).Json();
        return answer["usage"]!["used"]!.GetValue<long>();
    }

    // The state that a process leaves which ends between its commit and its answer, and the end of its lease.
    private async Task DieBeforeTheAnswer(OrganizationId organization)
    {
        await using var command = api.Services.GetRequiredService<Database>().Owner.CreateCommand(
            $"""
            set app.organization = '{organization.Value}';
            update shared.idempotency set status = null, answer = null where organization = '{organization.Value}'
            """);
        (await command.ExecuteNonQueryAsync()).Should().Be(1);
        api.Clock.Advance(Idempotency.Lease);
    }

    private async Task<HttpClient> NewCaller() => (await NewCallerOfOrganization()).Caller;

    private async Task<(HttpClient Caller, OrganizationId Organization)> NewCallerOfOrganization()
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        return (await CallerOf(organization), organization);
    }

    private async Task<HttpClient> CallerOf(OrganizationId organization, params string[] scopes)
    {
        var issued = await api.Send(new IssueApiKey(organization, "test", "operator")
        {
            Scopes = scopes.Length > 0 ? scopes : Scope.All,
        });
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
        return caller;
    }
}
