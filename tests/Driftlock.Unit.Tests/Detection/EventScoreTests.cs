using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class EventScoreTests
{
    [Theory]
    [InlineData(0.0, Severity.Critical)]
    [InlineData(0.0001, Severity.Critical)]
    [InlineData(0.000101, Severity.High)]
    [InlineData(0.001, Severity.High)]
    [InlineData(0.00101, Severity.Medium)]
    [InlineData(0.01, Severity.Medium)]
    [InlineData(0.0101, Severity.Low)]
    [InlineData(1.0, Severity.Low)]
    public void The_severity_follows_from_the_p_value_that_decides(double pValue, Severity expected)
    {
        var score = new EventScore { PValue = pValue, AnchorPValue = 0.5, RecentPValue = 0.5 };

        score.Severity.Should().Be(expected);
    }
}
