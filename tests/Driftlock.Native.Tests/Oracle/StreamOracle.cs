using Driftlock.Domain.Detection;

namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// The model of a stream. The first events that are learned teach: each is measured and then learned. When the baseline
/// is complete, its first 35 percent (rounded up) are set aside as measured by too young a model, and the rest, of it
/// at most the last 2048, calibrates. From then on every event is weighed twice before it is learned: under the anchor,
/// which stays as it is, and under the recent model, which learns each event and calibrates by the last 1024.
/// </summary>
internal sealed class StreamOracle(int baseline, EventShape shape, DetectionMode mode)
{
    /// <summary>Bytes of an event that are looked at.</summary>
    public const int LongestEvent = 1 << 20;

    private const int MostCalibrationEvents = 2048;
    private const int YoungEvents = 64;
    private const int YoungBytes = 1 << 16;

    private readonly List<byte[]> young = [];
    private readonly List<Statistics> history = [];
    private readonly TwinModel recent = new();
    private Calibration recentCalibration = new([]);
    private TwinModel? anchor;
    private Calibration anchorCalibration = new([]);
    private int taught;

    /// <summary>As given, or as found once 64 events or 64 KiB were learned or the baseline is complete.</summary>
    public EventShape Shape { get; private set; } = shape;

    /// <summary>The deciding model.</summary>
    public DetectionMode Mode => mode == DetectionMode.Automatic ? Shapes.UsualMode(Shape) : mode;

    public bool Ready => anchor is not null;

    /// <summary>Events of the baseline that are still missing.</summary>
    public int EventsNeeded => Ready ? 0 : baseline - taught;

    public int CalibrationEvents => !Ready ? 0 : Deciding.Calibration.Count;

    /// <summary>Events seen, learned or not.</summary>
    public long Events { get; private set; }

    private (TwinModel Model, Calibration Calibration) Deciding =>
        Mode == DetectionMode.Tracking ? (recent, recentCalibration) : (anchor ?? recent, anchorCalibration);

    /// <summary>Scores an event and learns it if told so; explained is one with p at most so many billionths.</summary>
    public Judged Push(byte[] whole, bool learn, uint explainAt)
    {
        Events++;
        var text = whole[..Math.Min(whole.Length, LongestEvent)];
        var flags = text.Length < whole.Length ? ScoreFlags.Truncated : ScoreFlags.None;
        if (anchor is null)
        {
            if (learn) Teach(text);
            return Judged.Learning(flags);
        }

        var underAnchor = anchorCalibration.Weigh(anchor.Measure(text).Statistics);
        var underRecent = recentCalibration.Weigh(recent.Measure(text).Statistics);
        var deciding = Mode == DetectionMode.Tracking ? underRecent : underAnchor;
        var judged = new Judged
        {
            Bits = deciding.Entry.Statistics.Total,
            ExpectedBits = Deciding.Calibration.ExpectedBits,
            Score = deciding.Rank.Surprise,
            P = deciding.Rank.P,
            AnchorP = underAnchor.Rank.P,
            RecentP = underRecent.Rank.P,
            AnchorBits = underAnchor.Entry.Statistics.Total,
            RecentBits = underRecent.Entry.Statistics.Total,
            Calibration = (uint)Deciding.Calibration.Count,
            Flags = flags | (deciding.Rank.Beyond ? ScoreFlags.Extrapolated : ScoreFlags.None),
            Words = deciding.Rank.P <= explainAt ? Explain(text) : [],
        };
        if (learn) Follow(text, underRecent.Entry);
        return judged;
    }

    /// <summary>The words of an event under the deciding model; none before the stream is ready.</summary>
    public List<WordBits> Explain(byte[] whole)
    {
        if (!Ready) return [];

        var text = whole[..Math.Min(whole.Length, LongestEvent)];
        var measured = Deciding.Model.Measure(text);
        return Attribution.DearestWords(text, measured, Deciding.Calibration.Weigh(measured.Statistics).Literal);
    }

    /// <summary>
    /// Ends the baseline early, or makes the recent model and its calibration the anchor. False if nothing was taught.
    /// </summary>
    public bool Anchor()
    {
        if (taught == 0) return false;

        if (Ready) (anchor, anchorCalibration) = (recent.Copy(), recentCalibration.Recent());
        else Freeze();
        return true;
    }

    private void Teach(byte[] text)
    {
        taught++;
        history.Add(recent.Measure(text).Statistics);
        recent.Learn(text);
        if (young.Count < YoungEvents && young.Sum(kept => kept.Length) < YoungBytes) young.Add(text);
        if (young.Count >= YoungEvents || young.Sum(kept => kept.Length) >= YoungBytes) FindShape();
        if (taught >= baseline) Freeze();
    }

    private void FindShape()
    {
        if (Shape == EventShape.Undetermined) Shape = Shapes.Of(young);
    }

    private void Freeze()
    {
        FindShape();
        var settled = taught - (int)Math.Ceiling(taught * 35L / 100m);
        anchorCalibration = Calibration.Fit([.. history.TakeLast(Math.Min(settled, MostCalibrationEvents))]);
        recentCalibration = anchorCalibration.Recent();
        anchor = recent.Copy();
    }

    private void Follow(byte[] text, Entry entry)
    {
        recent.Learn(text);
        recentCalibration.Slide(entry);
    }
}
