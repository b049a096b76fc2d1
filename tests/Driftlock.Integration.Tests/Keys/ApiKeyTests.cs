using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Shared;
using Npgsql;

namespace Driftlock.Integration.Tests.Keys;

/// <summary>Keys from their issue to their end, by the use cases that every edge sends.</summary>
public sealed class ApiKeyTests(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task An_issued_key_acts_for_its_organization_with_its_scopes()
    {
        var organization = await installation.NewOrganization();
        var issued = await Issue(organization, Scope.Detect, Scope.StreamsRead);

        var known = await Present(issued);

        known.Value!.Organization.Should().Be(organization);
        known.Value.Id.Should().Be(issued.Id);
        known.Value.Scopes.Should().Equal(Scope.Detect, Scope.StreamsRead);
    }

    [Fact]
    public async Task C_83_Of_a_key_its_digest_its_pepper_its_beginning_and_its_end_are_stored()
    {
        var issued = await Issue(await installation.NewOrganization());

        var row = await installation.Read(
            "select digest || ' ' || pepper_version || ' ' || prefix || ' ' || last4 from keys.api_keys where id = $1",
            new NpgsqlParameter { Value = issued.Id.Value });

        row.Single().Should().MatchRegex($"^[0-9a-f]{{64}} 1 dlk_test_ {issued.Secret.Last4}$");
    }

    [Fact]
    public async Task C_86_Unknown_malformed_expired_and_revoked_are_one_refusal()
    {
        var organization = await installation.NewOrganization();
        var revoked = await Issue(organization);
        await installation.Send(new RevokeApiKey(organization, revoked.Id, "operator"));
        var unknown = KeySecret.Create(KeySecret.TestPrefix, new Random(1).NextBytes);

        (await Present(revoked)).Error.Should().Be(RequestErrors.Unauthenticated);
        (await Present(unknown.Reveal())).Error.Should().Be(RequestErrors.Unauthenticated);
        (await Present(unknown.Reveal()[..^1])).Error.Should().Be(RequestErrors.Unauthenticated);
        (await Present("")).Error.Should().Be(RequestErrors.Unauthenticated);
    }

    [Fact]
    public async Task A_key_of_another_organization_cannot_be_revoked()
    {
        var issued = await Issue(await installation.NewOrganization());

        var revocation = await installation.Send(
            new RevokeApiKey(await installation.NewOrganization(), issued.Id, "operator"));

        revocation.Error.Should().Be(KeyErrors.NotFound);
        (await Present(issued)).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task C_88_An_unknown_scope_is_refused_and_none_is_the_usual()
    {
        var organization = await installation.NewOrganization();

        var refused = await installation.Send(
            new IssueApiKey(organization, "odd", "operator") { Scopes = ["detect", "everything"] });
        var twice = await installation.Send(
            new IssueApiKey(organization, "odd", "operator") { Scopes = ["detect", "detect"] });
        var bare = await installation.Send(new IssueApiKey(organization, "bare", "operator"));

        refused.Error!.Fields.Keys.Should().Equal(nameof(IssueApiKey.Scopes));
        twice.Error!.Fields.Keys.Should().Equal(nameof(IssueApiKey.Scopes));
        (await Present(bare.Value!)).Value!.Scopes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_key_that_would_have_ended_already_is_not_issued()
    {
        var command = new IssueApiKey(await installation.NewOrganization(), "late", "operator")
        {
            ExpiresAt = DateTimeOffset.UnixEpoch,
        };

        (await installation.Send(command)).Error.Should().Be(KeyErrors.ExpiryPassed);
    }

    [Fact]
    public async Task Issue_and_revocation_are_audited_without_the_secret()
    {
        var organization = await installation.NewOrganization();
        var issued = await Issue(organization, Scope.Detect);
        await installation.Send(new RevokeApiKey(organization, issued.Id, "operator"));
        await installation.Send(new RevokeApiKey(organization, issued.Id, "operator"));

        var entries = await installation.Read(
            "select action || ' ' || subject || ' ' || details from shared.audit where organization = $1 order by sequence",
            new NpgsqlParameter { Value = organization.Value });

        entries.Should().HaveCount(3);
        entries[1].Should().StartWith($"keys.issued key:{issued.Id.Value}").And.Contain("detect");
        entries[2].Should().StartWith($"keys.revoked key:{issued.Id.Value}");
        string.Concat(entries).Should().NotContain(issued.Secret.Reveal()[9..]);
    }

    private async Task<IssuedApiKey> Issue(OrganizationId organization, params string[] scopes) =>
        (await installation.Send(new IssueApiKey(organization, "test", "operator") { Scopes = scopes })).Value!;

    private Task<Result<KnownKey>> Present(IssuedApiKey issued) => Present(issued.Secret.Reveal());

    private Task<Result<KnownKey>> Present(string secret) => installation.Send(new AuthenticateApiKey(secret));
}
