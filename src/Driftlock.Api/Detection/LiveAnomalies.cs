using System.Globalization;
using System.Net.ServerSentEvents;
using Driftlock.Api.Shared;
using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Detection;

/// <summary>Opens live streams of anomalies: from where the reader was, or from now on.</summary>
internal sealed class LiveAnomalies(
    IMediator mediator,
    IFeedSignals signals,
    ICursors cursors,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider clock)
{
    /// <summary>For the document of the API, which has no form for what is inside of a stream of events.</summary>
    public const string WhatIsSent = """
        `event: anomaly` has an item of the list of anomalies as its `data` and its place as its `id`; `event: head` has
        `{"stream", "sequence"}`. A comment comes every 15 seconds, so that a silent stream is known to live.
        """;

    // A place is one of the whole organization, so its cursor is good with any filter.
    private const string List = "anomalies/stream";

    /// <summary>The events of a live stream, or why there is none.</summary>
    /// <param name="http">The request, which lasts as long as the stream.</param>
    /// <param name="caller">Whose anomalies.</param>
    /// <param name="stream">Only of this stream, by id or slug; then it is told too that its log has moved.</param>
    /// <param name="lastEventId">The event that the reader had last; without one the stream begins now.</param>
    public async Task<Result<IAsyncEnumerable<SseItem<object>>>> OpenAsync(
        HttpContext http, Caller caller, string? stream, string? lastEventId)
    {
        var last = cursors.Read(caller.Organization, List, string.IsNullOrEmpty(lastEventId) ? null : lastEventId);
        if (!last.IsSuccess) return last.Error;

        var query = new FollowAnomalies(caller.Organization)
        {
            After = last.Value.Position is { } place ? long.Parse(place, CultureInfo.InvariantCulture) : null,
        };
        StreamId? only = null;
        if (stream is not null)
        {
            var known = await mediator.Send(new GetStream(caller.Organization, stream), http.RequestAborted);
            if (!known.IsSuccess) return known.Error;

            only = known.Value.Stream.Id;
            query = query with { Stream = only.Value.Value.ToString() };
        }

        // First the ear, then the first look: nothing is found between them.
        var signal = signals.Listen(caller.Organization, only);
        if (!signal.IsSuccess) return signal.Error;

        http.Response.RegisterForDispose(signal.Value);
        var first = await mediator.Send(query, http.RequestAborted);
        if (!first.IsSuccess) return first.Error;

        // Otherwise a proxy may hold the events back to gather them.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var events = new LiveEvents(http, caller, signal.Value, scopes, clock, lifetime.ApplicationStopping)
        {
            CursorOf = at => cursors.Seal(caller.Organization, List, at.ToString(CultureInfo.InvariantCulture)),
        };
        return Result.Of(events.FollowAsync(query, first.Value));
    }
}
