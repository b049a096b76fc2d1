using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class EventStreamTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("checkout-api.v2_eu", true)]
    [InlineData("0", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("Checkout", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("ä", false)]
    [InlineData("01900000-0000-7000-8000-000000000001", false)]
    [InlineData("01900000000070008000000000000001", false)]
    public void A_slug_is_a_plain_word_that_is_no_id(string text, bool expected) =>
        EventStream.IsSlug(text).Should().Be(expected);

    [Fact]
    public void A_slug_has_a_longest()
    {
        EventStream.IsSlug(new string('x', EventStream.LongestSlug)).Should().BeTrue();
        EventStream.IsSlug(new string('x', EventStream.LongestSlug + 1)).Should().BeFalse();
    }
}
