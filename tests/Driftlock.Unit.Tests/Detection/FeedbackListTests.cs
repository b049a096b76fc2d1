using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class FeedbackListTests
{
    [Fact]
    public void What_was_said_last_counts()
    {
        var list = new FeedbackList();
        list.Say("a", FeedbackVerdict.Confirmed);
        list.Say("b", FeedbackVerdict.FalsePositive);
        list.Say("a", FeedbackVerdict.FalsePositive);

        list.Of("a").Should().Be(FeedbackVerdict.FalsePositive);
        list.Of("none").Should().BeNull();
        list.Kinds.Select(said => said.Kind).Should().Equal("b", "a");
    }

    [Fact]
    public void Of_too_many_kinds_the_one_said_longest_ago_is_forgotten()
    {
        var list = new FeedbackList();
        for (var kind = 0; kind < FeedbackList.MaximumKinds; kind++) list.Say($"{kind}", FeedbackVerdict.Confirmed);
        list.Say("0", FeedbackVerdict.Confirmed);

        list.Say("one more", FeedbackVerdict.Confirmed);

        list.Kinds.Should().HaveCount(FeedbackList.MaximumKinds);
        list.Of("1").Should().BeNull();
        list.Of("0").Should().NotBeNull();
    }
}
