using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.Extensions.Caching.Memory;

namespace Driftlock.Api.Detection.Console;

/// <summary>
/// Plots as they were drawn, with their dearest events. A stream that has moved has another key, so none is ever old; what
/// only retention drops moves nothing, and is gone from here a little later.
/// </summary>
internal sealed class PlotCache : IDisposable
{
    /// <summary>Memory for all of them, in bytes. A plot of 1,080 points has about 80 kB.</summary>
    public const long MostBytes = 128 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly MemoryCache plots = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    public DrawnPlot? Find(StreamHead head, GetScores query) => plots.Get<DrawnPlot>(Key(head, query));

    public void Keep(StreamHead head, GetScores query, DrawnPlot drawn) => plots.Set(
        Key(head, query), drawn, new MemoryCacheEntryOptions { Size = drawn.Bytes, AbsoluteExpirationRelativeToNow = Longest });

    public void Dispose() => plots.Dispose();

    private static (StreamId Stream, long Sequence, DateTimeOffset? From, DateTimeOffset? To, int Points) Key(
        StreamHead head, GetScores query) => (head.Stream, head.Sequence, query.From, query.To, query.Points);
}

/// <summary>A plot and what is told beside it. Of an event nothing changes that is shown there.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="Dearest">The dearest flagged events, in this order.</param>
/// <param name="Largest">The event that cost most, where none is flagged.</param>
internal sealed record DrawnPlot(ScorePlot Plot, IReadOnlyList<Anomaly> Dearest, LargestEvent? Largest)
{
    // Ids, numbers and objects of an event, beside its text.
    private const int BytesOfAnomaly = 4096;

    /// <summary>About how much memory it takes.</summary>
    public long Bytes => Plot.Bytes + Dearest.Sum(one => (long)one.Text.Length + BytesOfAnomaly);
}
