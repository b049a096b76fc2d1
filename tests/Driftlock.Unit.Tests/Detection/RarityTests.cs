using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class RarityTests
{
    [Theory]
    [InlineData(1.0, "1")]
    [InlineData(0.37, "0.37")]
    [InlineData(0.0099, "0.0099")]
    [InlineData(0.00098039, "0.00098")]
    [InlineData(0.000001, "0.000001")]
    public void A_probability_has_two_digits_and_no_exponent(double p, string text) =>
        Rarity.Probability(p).Should().Be(text);

    [Theory]
    [InlineData(1.0 / 66, "0.016")]
    [InlineData(1.0 / 100, "0.01")]
    [InlineData(1.0 / 1025, "0.00098")]
    public void A_rate_to_take_instead_is_rounded_up(double p, string text) => Rarity.AtLeast(p).Should().Be(text);

    [Theory]
    [InlineData(0.0024, true, "p = 0.0024: odder than all 1,024 lines compared")]
    [InlineData(0.01, false, "p = 0.01: about 1 usual line in 100 is as odd")]
    [InlineData(0.9, false, "p = 0.9: most usual lines are as odd")]
    public void A_p_value_comes_with_its_sentence(double p, bool isBeyond, string sentence) =>
        Rarity.Of(p, isBeyond, 1024, "line").Should().Be(sentence);

    [Fact]
    public void The_usual_range_leaves_the_extremes_out()
    {
        var usual = new UsualBits();
        for (var bits = 0; bits < 5_000; bits++) usual.Add(bits % 100);

        usual.Range(50).Should().Be(new BitsRange(5, 98));
        new UsualBits().Range(50.4).Should().Be(new BitsRange(50, 50));
    }
}
