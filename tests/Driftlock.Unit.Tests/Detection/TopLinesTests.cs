using Driftlock.Cli.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class TopLinesTests
{
    /// <summary>What could still be among the strongest has to be explained, or it is shown without its words.</summary>
    [Theory]
    [InlineData(6.5, 1.0 / 100, 500)]
    [InlineData(6.5, 1.0 / 151, 150)]
    [InlineData(20, 1.0 / 151, 150)]
    public void A_line_that_would_be_among_the_strongest_gets_its_words(double weakest, double p, int calibration)
    {
        using var store = new LineStore();
        var top = new TopLines(1, store);
        top.Begin();
        top.Add(Line(weakest, calibration: 1024));
        top.Begin();
        top.ExplainAtOrBelow.Should().Be(1, "nothing is known of what the next file is compared with");

        top.Count(new EventScore { CalibrationEvents = calibration });

        top.ExplainAtOrBelow.Should().BeGreaterThan(p);
        top.ExplainAtOrBelow.Should().BeLessThan(0.02);
    }

    private static JudgedLine Line(double score, int calibration)
    {
        var known = new EventScore { Score = score, PValue = 1.0 / (calibration + 1), CalibrationEvents = calibration };
        return new JudgedLine(new Finding("app.log", 1, 0, known, Verdict.Unusual, default), "text"u8, []);
    }
}
