using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>One intake of events: which of them are new, what they cost, which of them are anomalies.</summary>
internal sealed class DetectionRun(
    IDetectionDb db,
    IAnomalyScorer scorer,
    TimeProvider clock,
    IncomingEvents incoming,
    StreamStanding standing,
    Entitlements plan)
{
    private readonly EventStream stream = standing.Stream;
    private readonly ScoredEvents scores = new();
    private NewEvents fresh = new();
    private IReadOnlyList<(int Index, Anomaly Anomaly)> found = [];
    private int reserved;
    private int scored;

    public Guid Id { get; } = Guid.CreateVersion7(clock.GetUtcNow());

    public EventStream Stream => stream;

    /// <summary>Where the stream's log ended when it was found.</summary>
    public long End => standing.End;

    /// <summary>Whether to reserve for every event, also for those that the baseline seems to need.</summary>
    public bool ReservesAll { get; init; }

    /// <summary>The stream became ready meanwhile, so that more is to be scored than was reserved.</summary>
    public bool ReservedTooLittle { get; private set; }

    private bool IsScored => incoming.Score ?? stream.DetectOnIngest;

    // What is not paid for is not told, by no plot either.
    private ScoredEvents? Told => IsScored ? scores : null;

    private int Learned => incoming.Learn ? fresh.Batch.Count : 0;

    /// <summary>How many events are going to be scored, as the stream stands now.</summary>
    public Result<int> Expect()
    {
        // After a downgrade the oldest streams go on, as many as the plan has.
        if (standing.Older >= plan.Streams) return DetectionErrors.ReadOnlyStream;

        // The commit says it exactly. Here it spares the stream a model that learned what is refused.
        var free = incoming.Events.Count - Metered(incoming.Events.Count, standing.EventsNeeded);
        var teaching = incoming.Learn ? incoming.Events.Take(free).Sum(one => (long)one.Text.Length) : 0;
        if (teaching > 0 && standing.TaughtToday + teaching > plan.TeachingBytesPerDay)
        {
            return DetectionErrors.TeachingLimit(clock.GetUtcNow());
        }

        reserved = ReservesAll && IsScored ? incoming.Events.Count : incoming.Events.Count - free;
        return reserved;
    }

    public async Task<Result<Append>> ComposeAsync(StreamAt at)
    {
        var now = clock.GetUtcNow();
        fresh = await NewEvents.SortOutAsync(db, stream, incoming.Events, now);
        scored = Metered(fresh.Batch.Count, at.Head.EventsNeeded);
        ReservedTooLittle = scored > reserved;
        if (ReservedTooLittle) return DetectionErrors.StreamBusy;

        var judgement = new Judgement(scorer, at, ProfileFor(at.Head));
        at.Model.Push(fresh.Batch, incoming.Learn, IsScored ? judgement.ExplainAtOrBelow : 0, scores);
        var flagged = IsScored ? judgement.Anomalies(fresh.Batch, scores) : [];
        var incidents = await Incidents.OfAsync(
            db, at.Incidents, stream, [.. flagged.Select(one => one.Kind)], now);
        found =
        [
            .. flagged.Select(one => (
                fresh.IndexOf(one.Place), ToAnomaly(one.Place, incidents.Of(one.Kind), at.Head, judgement.Profile, now))),
        ];
        return new Append
        {
            Entry = fresh.ToEntry(
                stream, at.Head.Sequence, incoming.Learn, Told, stream.RetentionUnder(plan.RetentionDays), now, found.Count),
            Rows = [.. fresh.NewIds, .. incidents.New, .. found.Select(one => one.Anomaly), .. Receipts(now)],
            Continued = incidents.Continued,
            Events = [.. Messages(now)],
            Teaching = Teaching(now),
        };
    }

    public DetectedEvents Answer(Usage usage, StreamHead after) => new(
        stream,
        after,
        scored,
        Learned,
        fresh.Duplicates,
        fresh.Refused,
        found,
        usage with { Used = usage.Used - (reserved - scored) });

    private IEnumerable<Receipt> Receipts(DateTimeOffset now)
    {
        if (incoming.Run is not { } run) yield break;

        yield return new Receipt
        {
            Run = run,
            Organization = stream.Organization,
            Stream = stream.Id,
            At = now,
            Scored = scored,
            Learned = Learned,
            Duplicates = fresh.Duplicates,
            Refused = [.. fresh.Refused.Select(one => one.Index)],
            Places = [.. found.Select(one => one.Index)],
            Anomalies = [.. found.Select(one => one.Anomaly.Id.Value)],
        };
    }

    private Teaching? Teaching(DateTimeOffset now)
    {
        var bytes = Enumerable.Range(0, incoming.Learn ? fresh.Batch.Count - scored : 0)
            .Sum(place => (long)fresh.Batch[place].Length);
        return bytes == 0 ? null : new Teaching(DateOnly.FromDateTime(now.UtcDateTime), bytes, plan.TeachingBytesPerDay);
    }

    // Events of the baseline are free; one that does not learn on a stream that is not ready is not scored at all.
    private int Metered(int events, int needed)
    {
        if (!IsScored) return 0;
        if (incoming.Learn) return Math.Max(events - needed, 0);
        return needed > 0 ? 0 : events;
    }

    private SensitivityProfile ProfileFor(StreamHead head)
    {
        var named = SensitivityProfile.Find(incoming.Profile ?? head.ProfileName);
        return named ?? SensitivityProfile.Custom(head.Alpha);
    }

    private IEnumerable<IEvent> Messages(DateTimeOffset now)
    {
        if (found.Count > 0)
        {
            AnomalyId[] anomalies = [.. found.Select(one => one.Anomaly.Id)];
            yield return new AnomaliesFound(
                stream.Organization, stream.Id, anomalies, now, stream.RetentionUnder(plan.RetentionDays));
        }

        if (reserved > 0)
        {
            yield return new DetectionsSettled(
                stream.Organization, Id, stream.Id, incoming.Credential, scored, now);
        }
    }

    private Anomaly ToAnomaly(int place, Guid group, StreamHead head, SensitivityProfile profile, DateTimeOffset now)
    {
        var score = scores[place];
        var words = scores.Words(place);
        var text = fresh.Batch[place];
        return new Anomaly
        {
            Id = AnomalyId.New(clock),
            Organization = stream.Organization,
            Stream = stream.Id,
            Sequence = head.Sequence + place,
            Group = group,
            At = now,
            RetentionDays = stream.RetentionUnder(plan.RetentionDays),
            Text = text.ToArray(),
            Bits = score.Bits,
            ExpectedBits = score.ExpectedBits,
            Score = score.Score,
            PValue = score.AnchorPValue,
            PRecent = score.RecentPValue,
            PDeciding = score.PValue,
            CalibrationEvents = score.CalibrationEvents,
            Severity = score.Severity,
            Flags = [.. FlagsOf(score, profile)],
            Explanation = Explanation.Of(text, score, words),
            Words = words.ToArray(),
            Alpha = profile.Alpha,
            CoreVersion = scorer.Describe().Version,
            ModelDigest = head.ModelDigest,
        };
    }

    private static IEnumerable<string> FlagsOf(EventScore score, SensitivityProfile profile)
    {
        if (score.Flags.HasFlag(ScoreFlags.Extrapolated)) yield return "extrapolated";
        if (profile.Judge(score) == Verdict.InsufficientCalibration) yield return "insufficient_calibration";
        if (score.Flags.HasFlag(ScoreFlags.Truncated)) yield return "truncated";
    }
}
