using Driftlock.Cli.Shared;

namespace Driftlock.Unit.Tests.Shared;

public sealed class StrongestTests
{
    [Fact]
    public void Keeps_the_highest_scores_and_of_equal_ones_the_earlier()
    {
        var strongest = new Strongest<string>(3);
        foreach (var (score, item) in ((double, string)[])[(1, "a"), (5, "b"), (3, "c"), (3, "d"), (4, "e"), (0, "f")])
            if (strongest.Wants(score)) strongest.Add(score, item);

        strongest.InOrder().Should().Equal("b", "e", "c");
        strongest.Weakest.Should().Be("c");
        strongest.Wants(3).Should().BeFalse();
    }

    [Fact]
    public void Gives_back_what_has_no_place_any_more()
    {
        var strongest = new Strongest<string>(2);

        strongest.Add(1, "a").Should().BeNull();
        strongest.Add(5, "b").Should().BeNull();
        strongest.Add(3, "c").Should().Be("a");
        strongest.Add(2, "d").Should().Be("d");
    }
}
