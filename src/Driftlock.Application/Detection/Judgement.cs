using System.Security.Cryptography;
using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>Says which scored events are anomalies: by the profile, and by what people said of their kind.</summary>
internal sealed class Judgement(IAnomalyScorer scorer, StreamAt at, SensitivityProfile profile)
{
    private readonly bool someAreLoud = at.Feedback.Kinds.Any(kind => kind.Verdict == FeedbackVerdict.Confirmed);

    public SensitivityProfile Profile => profile;

    /// <summary>
    /// Words are wanted of every event that may be flagged. A calibration that cannot prove the level lets only those be
    /// suspected that lie beyond all of it, which have its smallest p-value, 1/(n + 1), rounded up by the core.
    /// </summary>
    public double ExplainAtOrBelow => someAreLoud ? 1 : Math.Max(profile.Alpha, 1.5 / (CalibrationEvents + 1.0));

    private int CalibrationEvents => at.Model.Describe().CalibrationEvents;

    /// <summary>The places of the anomalies in the batch, each with its kind.</summary>
    public IReadOnlyList<(int Place, string Kind)> Anomalies(EventBatch events, ScoredEvents scores)
    {
        var found = new List<(int, string)>();
        for (var place = 0; place < events.Count; place++)
        {
            var judged = profile.Judge(scores[place]) != Verdict.Learning;
            var suspect = judged && profile.Suspects(scores[place]);
            if (!suspect && !(judged && someAreLoud)) continue;

            var kind = KindOf(scorer, events[place]);
            var isAnomaly = at.Feedback.Of(kind) switch
            {
                FeedbackVerdict.Confirmed => true,
                FeedbackVerdict.FalsePositive => false,
                _ => suspect,
            };
            if (isAnomaly) found.Add((place, kind));
        }

        return found;
    }

    /// <summary>Events of one kind have one masked form: numbers and ids apart they say the same.</summary>
    public static string KindOf(IAnomalyScorer scorer, ReadOnlySpan<byte> text) =>
        Convert.ToHexStringLower(SHA256.HashData(scorer.Mask(text)).AsSpan(0, 16));
}
