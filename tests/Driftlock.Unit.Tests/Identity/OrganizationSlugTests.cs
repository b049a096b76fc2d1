using Driftlock.Domain.Identity;

namespace Driftlock.Unit.Tests.Identity;

public sealed class OrganizationSlugTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("acme-2")]
    [InlineData("0")]
    public void Words_joined_by_hyphens_are_a_slug(string text) => OrganizationSlug.IsWellFormed(text).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("Demo")]
    [InlineData("-demo")]
    [InlineData("demo-")]
    [InlineData("a--b")]
    [InlineData("a b")]
    [InlineData("demo\n")]
    [InlineData("01900000-0000-7000-8000-000000000001")]
    [InlineData("01900000000070008000000000000001")]
    public void Anything_else_is_none_an_id_neither(string text) =>
        OrganizationSlug.IsWellFormed(text).Should().BeFalse();

    [Fact]
    public void A_slug_has_an_end()
    {
        OrganizationSlug.IsWellFormed(new string('a', OrganizationSlug.Longest)).Should().BeTrue();
        OrganizationSlug.IsWellFormed(new string('a', OrganizationSlug.Longest + 1)).Should().BeFalse();
    }
}
