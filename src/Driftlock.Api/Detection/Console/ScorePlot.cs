using System.Globalization;
using System.Text;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection.Console;

/// <summary>
/// A score timeline as it is drawn: every point stands where the store's numbers put it. Across, events in their order;
/// upwards, the square root of the bits, so that what is usual stays visible beside an event of a thousand bits.
/// </summary>
public sealed class ScorePlot
{
    /// <summary>Units of the drawing, which is stretched to the page.</summary>
    public const int Width = 8000, Height = 2000;

    private const int TimesShown = 5;

    // What a person may want to open; all others are drawn too.
    private const int MostLinks = 12;

    // The baseline takes at most this part of what was judged: it is where the story begins, not the story.
    private const int BaselinePart = 8;

    private readonly long first;
    private readonly double perEvent;

    /// <summary>Draws the points of <see cref="GetScores"/>.</summary>
    public ScorePlot(IReadOnlyList<ScorePoint> points)
    {
        points = Trimmed(points);
        first = points.Count > 0 ? points[0].Sequence : 0;
        var past = points.Count > 0 ? points[^1].Sequence + points[^1].Events : 1;
        perEvent = (double)Width / Math.Max(past - first, 1);
        var most = points.Select(point => point.MostBits).DefaultIfEmpty(0).Max();
        Unit = NiceUnit(Math.Max(most, points.Max(point => point.UsualHigh) ?? 0) / 16);
        Bits = Area(points, point => point.Judged > 0, point => point.MostBits, point => point.LeastBits);
        Usual = Area(
            points, point => point.UsualHigh is not null, point => point.UsualHigh!.Value, point => point.UsualLow!.Value);
        Hits = [.. points.Where(point => point.Anomaly is not null).Select(ToHit)];
        HitPath = string.Concat(Hits.Select(hit => Move(hit.X, hit.Y) + "h0"));
        Links = [.. Hits.OrderByDescending(hit => hit.Bits).Take(MostLinks).OrderBy(hit => hit.X)];
        (Events, Flagged) = (points.Sum(point => point.Events), points.Sum(point => point.Flagged));
        MostBits = most;
        Largest = points.Where(point => point.Judged > 0).MaxBy(point => point.MostBits) is { } largest
            ? (largest.Sequence, largest.Events)
            : null;
        UsualNow = points.LastOrDefault(point => point.UsualHigh is not null) is { } last
            ? (last.UsualLow!.Value, last.UsualHigh!.Value)
            : null;
        Span = points.Count > 0 ? points[^1].At - points[0].At : TimeSpan.Zero;
        Taught = points.Count > 0 && points[0].Judged == 0
            ? X(points.FirstOrDefault(point => point.Judged > 0)?.Sequence ?? past)
            : 0;
        Times = TimesOf(points);
    }

    /// <summary>Bits at a sixteenth of the height; the lines above are at 4, 9 and 16 times as many.</summary>
    public double Unit { get; }

    /// <summary>Bits at the upper edge.</summary>
    public double Top => Unit * 16;

    /// <summary>Outline from the least to the most bits of each point.</summary>
    public string Bits { get; }

    /// <summary>Outline of the usual range.</summary>
    public string Usual { get; }

    /// <summary>The flagged events, the dearest of each point.</summary>
    public IReadOnlyList<PlotHit> Hits { get; }

    /// <summary>All of them as dots.</summary>
    public string HitPath { get; }

    /// <summary>The dearest of them, in order, for links.</summary>
    public IReadOnlyList<PlotHit> Links { get; }

    /// <summary>How far the events at the beginning taught and were not judged.</summary>
    public int Taught { get; }

    /// <summary>
    /// Times along the lower edge, evenly over the points; none where it would read like the one before, as in a burst.
    /// </summary>
    public IReadOnlyList<DateTimeOffset?> Times { get; }

    /// <summary>Whether its times differ by seconds, and not by days.</summary>
    public bool IsBrief => Span < TimeSpan.FromHours(1);

    /// <summary>Whether anything was judged, so that there is something to see.</summary>
    public bool HasScores => Bits.Length > 0;

    /// <summary>Events of all points.</summary>
    public long Events { get; }

    /// <summary>Flagged ones among them.</summary>
    public long Flagged { get; }

    /// <summary>From the first to the last event.</summary>
    public TimeSpan Span { get; }

    /// <summary>Most bits of an event.</summary>
    public double MostBits { get; }

    /// <summary>The events of the point with the most bits, where any was judged.</summary>
    public (long First, long Events)? Largest { get; }

    /// <summary>The newest usual range.</summary>
    public (double Low, double High)? UsualNow { get; }

    /// <summary>About how much memory it takes.</summary>
    public long Bytes => (2L * (Bits.Length + Usual.Length + HitPath.Length)) + (64L * Hits.Count);

    /// <summary>Where an event of so many bits stands.</summary>
    public int Y(double bits) => (int)Math.Round(Height * (1 - Math.Sqrt(Math.Clamp(bits / Top, 0, 1))));

    private static IReadOnlyList<ScorePoint> Trimmed(IReadOnlyList<ScorePoint> all)
    {
        var taught = all.TakeWhile(point => point.Judged == 0).Count();
        var kept = (all.Count - taught) / BaselinePart;
        return taught < all.Count && taught > kept ? [.. all.Skip(taught - kept)] : all;
    }

    private List<DateTimeOffset?> TimesOf(IReadOnlyList<ScorePoint> points)
    {
        var smallest = IsBrief ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMinute;
        var (times, last) = (new List<DateTimeOffset?>(), -1L);
        for (var place = 0; place < TimesShown && points.Count > 0; place++)
        {
            var at = points[place * (points.Count - 1) / (TimesShown - 1)].At;
            var read = at.UtcTicks / smallest;
            times.Add(read == last ? null : at);
            last = read;
        }

        return times;
    }

    private int X(long sequence) => (int)Math.Round((sequence - first) * perEvent);

    private PlotHit ToHit(ScorePoint point) => new(
        X(point.Sequence), Y(point.FlaggedBits!.Value), point.Anomaly!.Value, point.FlaggedBits.Value, point.Flagged, point.At);

    // Along the upper edge and back along the lower one, for each run of points that have it.
    private string Area(
        IReadOnlyList<ScorePoint> points,
        Func<ScorePoint, bool> has,
        Func<ScorePoint, double> upper,
        Func<ScorePoint, double> lower)
    {
        var path = new StringBuilder();
        var past = 0;
        while (past < points.Count)
        {
            var start = past;
            while (past < points.Count && has(points[past])) past++;
            if (past == start)
            {
                past++;
                continue;
            }

            var (x, y) = (X(points[start].Sequence), Y(upper(points[start])));
            path.Append(Move(x, y));
            for (var at = start + 1; at < past; at++) Go(path, ref x, ref y, X(points[at].Sequence), Y(upper(points[at])));
            for (var at = past - 1; at >= start; at--) Go(path, ref x, ref y, X(points[at].Sequence), Y(lower(points[at])));
            path.Append('z');
        }

        return path.ToString();
    }

    private static string Move(int x, int y) => string.Create(CultureInfo.InvariantCulture, $"M{x} {y}");

    private static void Go(StringBuilder path, ref int x, ref int y, int toX, int toY)
    {
        var (right, down) = (toX - x, toY - y);
        path.Append(CultureInfo.InvariantCulture, $"l{right}{(down < 0 ? "" : " ")}{down}");
        (x, y) = (toX, toY);
    }

    private static double NiceUnit(double least)
    {
        var scale = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(least, 0.25))));
        return new[] { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 }.First(step => step * scale >= least) * scale;
    }
}

/// <summary>A flagged event of a plot.</summary>
/// <param name="X">Where it stands, across.</param>
/// <param name="Y">Where it stands, from above.</param>
/// <param name="Anomaly">Which it is.</param>
/// <param name="Bits">What it cost.</param>
/// <param name="Flagged">How many were flagged in its point; it is the dearest of them.</param>
/// <param name="At">When the first event of its point came.</param>
public sealed record PlotHit(int X, int Y, AnomalyId Anomaly, double Bits, long Flagged, DateTimeOffset At);
