namespace Driftlock.Domain.Detection;

/// <summary>The false-alarm rate that a user accepts, per event.</summary>
public sealed record SensitivityProfile
{
    // The core calibrates with the last 65 % of the baseline; the first part only teaches.
    private const double CalibratingShare = 0.65;

    private SensitivityProfile(string name, double alpha) => (Name, Alpha) = (name, alpha);

    /// <summary>5 % of usual events are flagged.</summary>
    public static SensitivityProfile Sensitive { get; } = new("sensitive", 0.05);

    /// <summary>1 % of usual events are flagged.</summary>
    public static SensitivityProfile Balanced { get; } = new("balanced", 0.01);

    /// <summary>0.1 % of usual events are flagged.</summary>
    public static SensitivityProfile Strict { get; } = new("strict", 0.001);

    /// <summary>The profiles that have a name of their own.</summary>
    public static IReadOnlyList<SensitivityProfile> Named { get; } = [Sensitive, Balanced, Strict];

    /// <summary>What it is called; <c>custom</c> for a level of one's own.</summary>
    public string Name { get; }

    /// <summary>The share of usual events that may be flagged.</summary>
    public double Alpha { get; }

    /// <summary>Calibration scores without which no p-value can be as small as <see cref="Alpha"/>.</summary>
    public int MinimumCalibration
    {
        get
        {
            var estimate = Math.Max((int)(1 / Alpha) - 2, 1);
            while (!IsCertifiedBy(estimate)) estimate++;
            return estimate;
        }
    }

    /// <summary>Baseline events whose calibrating part holds <see cref="MinimumCalibration"/> scores.</summary>
    public int MinimumBaseline => (int)Math.Ceiling(MinimumCalibration / CalibratingShare);

    /// <summary>The profile of that name, if there is one.</summary>
    public static SensitivityProfile? Find(string name) => Named.SingleOrDefault(profile => profile.Name == name);

    /// <summary>A level of one's own, between one in a million and one in two.</summary>
    public static SensitivityProfile Custom(double alpha)
    {
        if (!IsLevel(alpha)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "No false-alarm rate.");
        return new SensitivityProfile("custom", alpha);
    }

    /// <summary>Whether a custom profile can have this level.</summary>
    public static bool IsLevel(double alpha) => alpha is >= 0.000001 and <= 0.5;

    /// <summary>
    /// Whether that many calibration scores can prove the rate: the smallest p-value, 1/(n + 1), reaches the level.
    /// </summary>
    public bool IsCertifiedBy(int calibrationEvents) => 1.0 / (calibrationEvents + 1.0) <= Alpha;

    /// <summary>The verdict at this level.</summary>
    public Verdict Judge(EventScore score)
    {
        if (score.Flags.HasFlag(ScoreFlags.Learning)) return Verdict.Learning;
        if (!IsCertifiedBy(score.CalibrationEvents)) return Verdict.InsufficientCalibration;
        return score.PValue <= Alpha ? Verdict.Unusual : Verdict.Usual;
    }

    /// <summary>
    /// Whether the event is worth showing: it is unusual, or would be if the score, which goes on beyond a calibration
    /// that is too small along a fitted tail, were certain.
    /// </summary>
    public bool Suspects(EventScore score) => Judge(score) switch
    {
        Verdict.Unusual => true,
        Verdict.InsufficientCalibration => score.Score >= -Math.Log2(Alpha),
        _ => false,
    };
}

/// <summary>What Driftlock says about one event.</summary>
public enum Verdict
{
    /// <summary>The event taught the stream and is not judged.</summary>
    Learning,

    /// <summary>As the stream usually is.</summary>
    Usual,

    /// <summary>More unusual than the profile's rate allows.</summary>
    Unusual,

    /// <summary>The calibration is too small to promise the profile's rate; the score stands alone.</summary>
    InsufficientCalibration,
}
