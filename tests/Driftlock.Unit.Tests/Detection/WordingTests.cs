using Driftlock.Cli.Detection.Output;

namespace Driftlock.Unit.Tests.Detection;

public sealed class WordingTests
{
    [Theory]
    [InlineData(6.94, "6.9")]
    [InlineData(26.4, "26")]
    [InlineData(10_996, "10,996")]
    public void A_tenth_is_told_of_a_small_number_alone(double number, string text) =>
        Wording.Rounded(number).Should().Be(text);
}
