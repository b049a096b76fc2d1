using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Native.Tests.Detection;

/// <summary>A level of explanation on its way to the core, which counts in parts per billion.</summary>
public sealed class ConversionTests
{
    [Theory]
    [InlineData(0, 0u)]
    [InlineData(0.29, 290_000_000u)]
    [InlineData(1.0 / 3, 333_333_333u)]
    [InlineData(0.0000000019, 1u)]
    [InlineData(1, 1_000_000_000u)]
    public void A_level_is_rounded_down_to_a_billionth(double level, uint billionths) =>
        Conversion.ToPartsPerBillion(level).Should().Be(billionths);

    [Theory]
    [InlineData(-0.5, 0u)]
    [InlineData(7, 1_000_000_000u)]
    [InlineData(double.PositiveInfinity, 1_000_000_000u)]
    public void A_level_that_is_no_probability_is_the_nearest_one(double level, uint billionths) =>
        Conversion.ToPartsPerBillion(level).Should().Be(billionths);

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(153)]
    [InlineData(2048)]
    public void Every_p_value_of_a_calibration_is_a_level_that_reaches_it(int calibration)
    {
        for (var rank = 1; rank <= calibration + 1; rank++)
        {
            var p = (uint)Math.Ceiling(1_000_000_000m * rank / (calibration + 1));

            Conversion.ToPartsPerBillion(p / 1e9).Should().Be(p);
        }
    }
}
