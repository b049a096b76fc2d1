using System.Net;
using System.Net.Http.Json;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Identity;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Identity;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Identity;

public sealed class SessionTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private const string Sessions = "/api/v1/auth/sessions";
    private const string WhoAmI = "/api/v1/whoami";

    [Theory]
    [InlineData(Role.Viewer, 3)]
    [InlineData(Role.Member, 7)]
    [InlineData(Role.Admin, 10)]
    [InlineData(Role.Owner, 10)]
    public async Task A_link_signs_a_member_in_with_the_scopes_of_the_role(string role, int scopes)
    {
        var caller = await SignedIn(await NewLink(role));

        var answer = await (await caller.GetAsync(WhoAmI)).Json();

        answer["scopes"]!.AsArray().Should().HaveCount(scopes);
        answer["key"].Should().BeNull();
    }

    [Fact]
    public async Task P_5_A_link_opens_one_session_also_when_many_ask_at_once()
    {
        var link = await NewLink(Role.Owner);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => api.NewCaller().PostAsJsonAsync(Sessions, new { token = link.Token.Reveal() })));

        answers.Should().ContainSingle(answer => answer.StatusCode == HttpStatusCode.NoContent);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.NoContent))
        {
            await refused.Problem(HttpStatusCode.Unauthorized, "request.unauthenticated");
        }
    }

    [Fact]
    public async Task An_old_link_and_an_invented_one_sign_nobody_in()
    {
        var link = await NewLink(Role.Owner);
        api.Clock.Advance(SignInLink.Lifetime);

        foreach (var token in new[] { link.Token.Reveal(), OpaqueToken.Create().Reveal(), "", "x" })
        {
            var refused = await api.NewCaller().PostAsJsonAsync(Sessions, new { token });
            await refused.Problem(HttpStatusCode.Unauthorized, "request.unauthenticated");
        }
    }

    [Fact]
    public async Task The_cookie_is_for_no_script_and_for_no_other_site()
    {
        var link = await NewLink(Role.Viewer);

        var answer = await api.NewCaller().PostAsJsonAsync(Sessions, new { token = link.Token.Reveal() });

        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.Should().StartWith("driftlock_session=").And.EndWith("; path=/; secure; samesite=lax; httponly");
    }

    [Fact]
    public async Task A_session_that_was_ended_is_over_at_once()
    {
        var caller = await SignedIn(await NewLink(Role.Member));

        var answer = await caller.PostAsync("/api/v1/auth/logout", null);

        answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await caller.GetAsync(WhoAmI)).Problem(HttpStatusCode.Unauthorized, "request.unauthenticated");
    }

    [Fact]
    public async Task A_session_lasts_twelve_hours_after_its_last_use()
    {
        var caller = await SignedIn(await NewLink(Role.Member));

        api.Clock.Advance(TimeSpan.FromHours(11));
        (await caller.GetAsync(WhoAmI)).StatusCode.Should().Be(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromHours(11));
        (await caller.GetAsync(WhoAmI)).StatusCode.Should().Be(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromHours(12));
        (await caller.GetAsync(WhoAmI)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_only_looks_whether_a_session_is_good_does_not_make_it_last()
    {
        var caller = await SignedIn(await NewLink(Role.Member));
        var token = caller.DefaultRequestHeaders.GetValues("Cookie").Single().Split('=', 2)[1];
        var look = new AuthenticateSession(token) { IsUse = false };

        api.Clock.Advance(TimeSpan.FromHours(11));
        (await api.Send(look)).IsSuccess.Should().BeTrue();
        api.Clock.Advance(TimeSpan.FromHours(2));

        (await api.Send(look)).IsSuccess.Should().BeFalse();
    }

    [Fact]
    public async Task What_is_over_for_a_day_is_purged_and_nothing_else()
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        await SignedIn(await NewLink(organization, Role.Member));
        api.Clock.Advance(PurgeTokens.Kept);
        await SignedIn(await NewLink(organization, Role.Member));
        api.Clock.Advance(Session.Lifetime + TimeSpan.FromMinutes(1));
        var caller = await SignedIn(await NewLink(organization, Role.Member));
        await NewLink(organization, Role.Member);

        await api.Services.GetRequiredService<PurgeTokens>().RunAsync(CancellationToken.None);

        (await caller.GetAsync(WhoAmI)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await CountAsync("sessions", organization)).Should().Be(2, "one is open, one has been over for a minute");
        (await CountAsync("sign_in_links", organization)).Should().Be(3, "the first alone is of the day before");
        (await CountAsync("token_owners", organization)).Should().Be(5);
    }

    private async Task<long> CountAsync(string table, OrganizationId organization)
    {
        await using var command = api.Services.GetRequiredService<Database>().Worker.CreateCommand(
            $"select count(*) from identity.{table} where organization = '{organization.Value}'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<CreatedSignInLink> NewLink(string role)
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        return await NewLink(organization, role);
    }

    private async Task<CreatedSignInLink> NewLink(OrganizationId organization, string role) =>
        (await api.Send(new CreateSignInLink(organization, "Ada@example.org", role))).Value!;

    // The cookie by hand, so that tests share none.
    private async Task<HttpClient> SignedIn(CreatedSignInLink link)
    {
        var caller = api.NewCaller();
        var answer = await caller.PostAsJsonAsync(Sessions, new { token = link.Token.Reveal() });
        answer.StatusCode.Should().Be(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
        caller.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        return caller;
    }
}
