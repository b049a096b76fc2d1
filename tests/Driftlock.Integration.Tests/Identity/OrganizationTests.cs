using Driftlock.Application.Identity;
using Driftlock.Application.Identity.Contracts;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Identity;

public sealed class OrganizationTests(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task An_organization_is_found_by_its_id_and_by_its_slug()
    {
        var created = await installation.Send(new CreateOrganization("Acme", "acme"));

        var bySlug = await installation.Send(new FindOrganization("acme"));
        var byId = await installation.Send(new FindOrganization(created.Value!.Id.Value.ToString()));

        bySlug.Value.Should().Be(new FoundOrganization(created.Value.Id, "acme", "Acme"));
        byId.Value.Should().Be(bySlug.Value);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("01900000-0000-7000-8000-000000000001")]
    [InlineData("")]
    public async Task An_organization_that_there_is_not_is_not_found(string name) =>
        (await installation.Send(new FindOrganization(name))).Error.Should().Be(IdentityErrors.NoSuchOrganization);

    [Fact]
    public async Task A_slug_is_taken_once_also_when_many_ask_at_the_same_moment()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => installation.Send(new CreateOrganization($"Racer {i}", "racer"))));

        asked.Should().ContainSingle(answer => answer.IsSuccess);
        asked.Where(answer => !answer.IsSuccess).Should().OnlyContain(no => no.Error == IdentityErrors.SlugTaken);
    }

    [Theory]
    [InlineData("", "fine", "Name")]
    [InlineData("Fine", "Not fine", "Slug")]
    public async Task An_organization_has_a_name_and_a_slug(string name, string slug, string field)
    {
        var refused = await installation.Send(new CreateOrganization(name, slug));

        refused.Error!.Fields.Keys.Should().Equal(field);
    }
}
