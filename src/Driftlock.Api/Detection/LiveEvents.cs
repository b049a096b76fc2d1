using System.Net.ServerSentEvents;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Edge;
using Driftlock.Application.Detection;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Detection;

/// <summary>
/// The events of one live stream. The store is the queue: a page is read when the one before it is with the reader, so
/// a slow one costs a page and never more; one that takes nothing is dropped, and goes on later from its last event.
/// </summary>
internal sealed class LiveEvents(
    HttpContext http,
    Caller caller,
    IFeedSignal signal,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    CancellationToken stopping)
{
    /// <summary>How often the reader is told that the stream is alive, and its credentials are looked at.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Signals that come within it are one look at the store.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    // What is found after a revocation is not sent, but for what is found in this time.
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(1);

    // After it a reader comes back that was cut off.
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(2);

    private long beatAt = clock.GetTimestamp();
    private long trustedAt = clock.GetTimestamp();

    /// <summary>What stands for a place on the wire.</summary>
    public required Func<long, string> CursorOf { get; init; }

    /// <summary>Follows until the reader goes, the credentials end, or the server stops.</summary>
    /// <param name="query">What is followed.</param>
    /// <param name="found">The first page.</param>
    public async IAsyncEnumerable<SseItem<object>> FollowAsync(FollowAnomalies query, FollowedAnomalies found)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var sequence = -1L;
        var next = found;
        // An id without an event: who is cut off before the first event comes back to here too.
        var begun = await WriteAsync(
            $"retry: {ComeBackAfter.TotalMilliseconds}\nid: {CursorOf(query.After ?? found.Place)}\n\n", over.Token);
        while (begun && next is { } page)
        {
            foreach (var (place, anomaly) in page.Anomalies)
            {
                using var patience = new WritePatience(http, clock, stopping);
                yield return new SseItem<object>(StoredAnomalyAnswer.From(anomaly), "anomaly")
                {
                    EventId = CursorOf(place),
                };
            }

            // Nodes tell in any order how far the log has come.
            if (page.Sequence is { } moved && moved > sequence)
            {
                sequence = moved;
                using var patience = new WritePatience(http, clock, stopping);
                yield return new SseItem<object>(new HeadAnswer(query.Stream!, moved), "head");
            }

            query = query with { After = page.Place };
            next = await NextAsync(query, page.HasMore, over.Token);
        }
    }

    // Nothing when the stream is over.
    private async Task<FollowedAnomalies?> NextAsync(
        FollowAnomalies query, bool hasMore, CancellationToken cancellationToken)
    {
        try
        {
            var heard = hasMore ? new FeedChange(Found: true, Sequence: null) : await HearAsync(cancellationToken);
            if (clock.GetElapsedTime(beatAt) >= Heartbeat)
            {
                beatAt = clock.GetTimestamp();
                if (!await IsTrustedAsync(TimeSpan.Zero, cancellationToken)) return null;
                var beat = $": alive\nid: {CursorOf(query.After!.Value)}\n\n";
                if (!await WriteAsync(beat, cancellationToken)) return null;

                // Also what nobody signalled is found now.
                heard = heard with { Found = true };
            }

            if (!heard.Found) return new FollowedAnomalies([], query.After!.Value, HasMore: false, heard.Sequence);

            var page = await ReadAsync(query, cancellationToken);
            return page is { Anomalies.Count: > 0 } && !await IsTrustedAsync(Trust, cancellationToken) ? null : page;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (Recovery.IsDatabaseAway(exception))
        {
            // Whoever comes back is told so, and when to try again.
            return null;
        }
    }

    private async Task<FeedChange> HearAsync(CancellationToken cancellationToken)
    {
        var untilBeat = Heartbeat - clock.GetElapsedTime(beatAt);
        if (untilBeat <= TimeSpan.Zero || !await signal.WaitAsync(untilBeat, cancellationToken)) return default;

        await Task.Delay(Gathering, clock, cancellationToken);
        return signal.Take();
    }

    // Each look in a scope of its own: it lasts a moment, the request for days.
    private async Task<FollowedAnomalies?> ReadAsync(FollowAnomalies query, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(query, cancellationToken);
        return found.IsSuccess ? found.Value : null;
    }

    private async Task<bool> IsTrustedAsync(TimeSpan notLongerThan, CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(trustedAt) < notLongerThan) return true;

        await using var scope = scopes.CreateAsyncScope();
        var allowed = await caller.ScopesNow(scope.ServiceProvider.GetRequiredService<IMediator>(), cancellationToken);
        trustedAt = clock.GetTimestamp();
        return allowed.Contains(Scope.AnomaliesRead);
    }

    private async Task<bool> WriteAsync(string lines, CancellationToken cancellationToken)
    {
        using var patience = new WritePatience(http, clock, stopping);
        try
        {
            await http.Response.WriteAsync(lines, cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>That a stream's log ends at another place: scores up to there can be fetched.</summary>
internal sealed record HeadAnswer(string Stream, long Sequence);
