using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.Extensions.Caching.Memory;

namespace Driftlock.Api.Detection.Console;

/// <summary>Plots as they were drawn. A stream that has moved has another key, so none is ever old.</summary>
internal sealed class PlotCache : IDisposable
{
    // A plot of 800 points is about 40 kB.
    private const int MostPlots = 1000;

    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(5);

    private readonly MemoryCache plots = new(new MemoryCacheOptions { SizeLimit = MostPlots });

    public ScorePlot? Find(StreamHead head, GetScores query) => plots.Get<ScorePlot>(Key(head, query));

    public ScorePlot Keep(StreamHead head, GetScores query, ScorePlot plot) => plots.Set(
        Key(head, query), plot, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Unused });

    public void Dispose() => plots.Dispose();

    private static (StreamId Stream, long Sequence, DateTimeOffset? From, DateTimeOffset? To, int Points) Key(
        StreamHead head, GetScores query) => (head.Stream, head.Sequence, query.From, query.To, query.Points);
}
