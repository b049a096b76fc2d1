using Driftlock.Domain.Detection;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Detection;

public sealed class SensitivityProfileTests
{
    private static readonly Arbitrary<SensitivityProfile> AnyProfile = Arb.From(
        Gen.Choose(1, 500_000).Select(millionths => SensitivityProfile.Custom(millionths / 1e6)));

    [Theory]
    [InlineData("sensitive", 19, 30)]
    [InlineData("balanced", 99, 153)]
    [InlineData("strict", 999, 1537)]
    public void A_named_profile_states_how_much_it_needs(string name, int calibration, int baseline)
    {
        var profile = SensitivityProfile.Find(name);

        profile.Should().NotBeNull();
        profile!.MinimumCalibration.Should().Be(calibration);
        profile.MinimumBaseline.Should().Be(baseline);
        profile.IsCertifiedBy(calibration).Should().BeTrue();
        profile.IsCertifiedBy(calibration - 1).Should().BeFalse();
    }

    [Fact]
    public void The_minimum_calibration_is_the_smallest_that_certifies() =>
        Prop.ForAll(AnyProfile, profile =>
            profile.IsCertifiedBy(profile.MinimumCalibration)
            && !profile.IsCertifiedBy(profile.MinimumCalibration - 1)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stricter_profile_never_needs_less_and_never_flags_more() =>
        Prop.ForAll(AnyProfile, AnyProfile, (one, other) =>
        {
            var (strict, lax) = one.Alpha < other.Alpha ? (one, other) : (other, one);
            var score = new EventScore { PValue = strict.Alpha, CalibrationEvents = strict.MinimumCalibration };
            return strict.MinimumBaseline >= lax.MinimumBaseline && lax.Judge(score) == Verdict.Unusual;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_name_that_is_none_finds_no_profile() => SensitivityProfile.Find("paranoid").Should().BeNull();

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.01)]
    [InlineData(0.51)]
    [InlineData(double.NaN)]
    public void A_level_that_is_no_false_alarm_rate_makes_no_profile(double alpha)
    {
        var make = () => SensitivityProfile.Custom(alpha);

        SensitivityProfile.IsLevel(alpha).Should().BeFalse();
        make.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void An_event_is_unusual_at_the_level_and_usual_above_it()
    {
        Judge(0.01).Should().Be(Verdict.Unusual);
        Judge(0.010000001).Should().Be(Verdict.Usual);
    }

    [Fact]
    public void An_event_of_the_baseline_is_never_judged() =>
        Judge(0.000001, ScoreFlags.Learning | ScoreFlags.Extrapolated).Should().Be(Verdict.Learning);

    [Fact]
    public void Nothing_is_judged_by_a_calibration_that_is_too_small_however_odd_the_event()
    {
        var score = new EventScore { PValue = 0.000001, CalibrationEvents = 98, Flags = ScoreFlags.Extrapolated };

        SensitivityProfile.Balanced.Judge(score).Should().Be(Verdict.InsufficientCalibration);
    }

    [Theory]
    [InlineData(6.64, false)]
    [InlineData(6.65, true)]
    public void Where_nothing_can_be_promised_a_score_that_reaches_the_level_is_suspect(double score, bool expected) =>
        SensitivityProfile.Balanced.Suspects(new EventScore { Score = score, PValue = 0.02, CalibrationEvents = 49 })
            .Should().Be(expected);

    [Fact]
    public void Where_the_rate_is_promised_only_the_unusual_is_suspect()
    {
        var unusual = new EventScore { Score = 40, PValue = 0.01, CalibrationEvents = 99 };

        SensitivityProfile.Balanced.Suspects(unusual).Should().BeTrue();
        SensitivityProfile.Balanced.Suspects(unusual with { PValue = 0.02 }).Should().BeFalse();
        SensitivityProfile.Balanced.Suspects(unusual with { Flags = ScoreFlags.Learning }).Should().BeFalse();
    }

    private static Verdict Judge(double pValue, ScoreFlags flags = ScoreFlags.None) =>
        SensitivityProfile.Balanced.Judge(new EventScore { PValue = pValue, CalibrationEvents = 99, Flags = flags });
}
