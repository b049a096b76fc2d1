using System.Text;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Integration.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What the domain says about calibration, held against the core that does it.</summary>
public sealed class MinimumBaselineTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("sensitive")]
    [InlineData("balanced")]
    [InlineData("strict")]
    public void The_baseline_that_a_profile_asks_for_is_enough_and_none_shorter_is(string name)
    {
        var profile = SensitivityProfile.Find(name)!;

        profile.IsCertifiedBy(CalibrationOf(profile.MinimumBaseline)).Should().BeTrue();
        profile.IsCertifiedBy(CalibrationOf(profile.MinimumBaseline - 1)).Should().BeFalse();
    }

    private int CalibrationOf(int baseline)
    {
        var events = new EventBatch();
        foreach (var line in UsualLog.Lines(baseline)) events.Add(Encoding.UTF8.GetBytes(line));

        using var model = api.Services.GetRequiredService<IAnomalyScorer>().Create(new StreamModelOptions(baseline));
        model.Push(events, learn: true, explainAtOrBelow: 0, new ScoredEvents());

        var description = model.Describe();
        description.Ready.Should().BeTrue();
        return description.CalibrationEvents;
    }
}
