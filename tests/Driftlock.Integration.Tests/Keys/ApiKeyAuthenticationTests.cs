using System.Net;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Keys;

/// <summary>Keys as a caller of the API meets them.</summary>
public sealed class ApiKeyAuthenticationTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private const string WhoAmI = "/api/v1/whoami";

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    [InlineData("X-Api-Key", "")]
    public async Task C_87_A_key_is_taken_from_two_headers(string header, string before)
    {
        var (organization, issued) = await NewKey(Scope.Detect);

        var answer = await (await Call(header, before + issued.Secret.Reveal())).Json();

        answer["organization"]!["id"]!.GetValue<Guid>().Should().Be(organization.Value);
        answer["key"]!.GetValue<Guid>().Should().Be(issued.Id.Value);
        answer["scopes"]!.ToJsonString().Should().Be("[\"detect\"]");
        answer["plan"]!.GetValue<string>().Should().Be("orbit");
        answer["limits"]!["requests_per_minute"]!.GetValue<int>().Should().Be(6000);
    }

    [Fact]
    public async Task C_87_A_key_in_the_address_is_refused_even_beside_a_good_one()
    {
        var (_, issued) = await NewKey();
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Secret.Reveal());

        var response = await caller.GetAsync($"{WhoAmI}?api_key={issued.Secret.Reveal()}");

        var problem = await response.Problem(HttpStatusCode.BadRequest, "keys.in_address");
        problem.ToJsonString().Should().NotContain(issued.Secret.Reveal());
    }

    [Fact]
    public async Task C_86_Missing_unknown_malformed_expired_and_revoked_are_one_answer()
    {
        var (organization, revoked) = await NewKey();
        var ending = (await api.Send(new IssueApiKey(organization, "ends", "operator")
        {
            ExpiresAt = api.Clock.GetUtcNow().AddHours(1),
        })).Value!;
        await api.Send(new RevokeApiKey(organization, revoked.Id, "operator"));
        (await Call("X-Api-Key", ending.Secret.Reveal())).StatusCode.Should().Be(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromHours(1));
        var unknown = KeySecret.Create(KeySecret.TestPrefix, new Random(1).NextBytes).Reveal();

        string[] presented = ["", unknown, unknown[..^1] + "!", "x", ending.Secret.Reveal(), revoked.Secret.Reveal()];
        var answers = new HashSet<string>();
        foreach (var key in presented) answers.Add(await Refused(await Call("X-Api-Key", key)));
        answers.Add(await Refused(await api.NewCaller().GetAsync(WhoAmI)));

        answers.Should().ContainSingle();
    }

    [Fact]
    public async Task Two_credentials_at_once_are_none()
    {
        var (_, issued) = await NewKey();
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Secret.Reveal());
        caller.DefaultRequestHeaders.Add("Authorization", "Bearer " + issued.Secret.Reveal());

        (await caller.GetAsync(WhoAmI)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task C_91_A_revoked_key_is_refused_though_it_was_remembered()
    {
        var (organization, issued) = await NewKey();
        (await Call("X-Api-Key", issued.Secret.Reveal())).StatusCode.Should().Be(HttpStatusCode.OK);

        await api.Send(new RevokeApiKey(organization, issued.Id, "operator"));

        // The clock stands still, so what was remembered never ages: only the word of the database makes it forgotten.
        while ((await Call("X-Api-Key", issued.Secret.Reveal())).StatusCode == HttpStatusCode.OK) await Task.Yield();
    }

    [Fact]
    public async Task C_93_An_address_that_guesses_too_often_is_told_to_wait_while_known_keys_of_it_work_on()
    {
        var (_, issued) = await NewKey();
        var caller = api.NewCaller();
        HttpResponseMessage last;
        var seed = 0;
        do
        {
            var guess = KeySecret.Create(KeySecret.TestPrefix, new Random(seed++).NextBytes).Reveal();
            last = await Call(caller, guess);
            (await Call(caller, issued.Secret.Reveal())).StatusCode.Should().Be(HttpStatusCode.OK);
        }
        while (last.StatusCode == HttpStatusCode.Unauthorized);

        await last.Problem(HttpStatusCode.TooManyRequests, "keys.too_many_attempts");
        seed.Should().Be(31);
        (await Call("X-Api-Key", issued.Secret.Reveal())).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<string> Refused(HttpResponseMessage response)
    {
        var problem = await response.Problem(HttpStatusCode.Unauthorized, "request.unauthenticated");
        response.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        problem["request_id"] = null;
        return problem.ToJsonString();
    }

    private async Task<HttpResponseMessage> Call(string header, string value)
    {
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        return await caller.GetAsync(WhoAmI);
    }

    private static async Task<HttpResponseMessage> Call(HttpClient caller, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, WhoAmI);
        request.Headers.Add("X-Api-Key", key);
        return await caller.SendAsync(request);
    }

    private async Task<(OrganizationId Organization, IssuedApiKey Key)> NewKey(params string[] scopes)
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        var issued = await api.Send(new IssueApiKey(organization, "test", "operator") { Scopes = scopes });
        return (organization, issued.Value!);
    }
}
