using Driftlock.Cli.Detection;
using Driftlock.Domain.Detection;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Detection;

public sealed class BaselineLengthTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(305, 101)]
    [InlineData(306, 153)]
    [InlineData(600, 200)]
    [InlineData(1_200, 400)]
    [InlineData(1_000_000, 400)]
    public void A_third_teaches_or_what_the_rate_needs_or_the_usual_length(long lines, int baseline) =>
        BaselineLength.Of(lines, SensitivityProfile.Balanced).Should().Be(baseline);

    [Fact]
    public void A_strict_rate_takes_what_it_needs_from_a_log_that_has_it()
    {
        BaselineLength.Of(3_074, SensitivityProfile.Strict).Should().Be(1_537);
        BaselineLength.Of(3_073, SensitivityProfile.Strict).Should().Be(400);
    }

    [Fact]
    public void Never_do_most_lines_teach() => Prop.ForAll(
        Arb.From(Gen.Choose(2, 100_000)),
        Arb.From(Gen.Choose(1, 500_000).Select(level => SensitivityProfile.Custom(level / 1e6))),
        (lines, profile) => BaselineLength.Of(lines, profile) <= lines / 2).QuickCheckThrowOnFailure();
}
