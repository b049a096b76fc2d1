using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// Takes events into a stream: reserves what is going to be scored, has the stream's turn, commits all or nothing. What
/// was committed under a run is answered from its receipt, however often it comes.
/// </summary>
public sealed class EventIntake(
    IDetectionDb db,
    IStreamStandings standings,
    IMediator mediator,
    IStreamTurns turns,
    IAnomalyScorer scorer,
    TimeProvider clock)
{
    // Longer work is composed before the stream is locked.
    private const int EventsUnderLock = 200;
    private const long BytesUnderLock = 256 << 10;

    // Where the plan has room for so many of the same size, others will not have taken it before it is asked for.
    private const int RoomForRequests = 100;

    internal async Task<Result<DetectedEvents>> TakeAsync(IncomingEvents incoming, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetEntitlements(incoming.Organization), cancellationToken);
        if (!plan.IsSuccess) return plan.Error;

        var found = await FindOrCreateAsync(incoming, cancellationToken);
        if (!found.IsSuccess) return found.Error;

        var standing = found.Value;
        var taken = await TakeAsync(incoming, standing, plan.Value, cancellationToken);
        if (!standing.IsRemembered || taken is not { IsSuccess: false, Error: var error }) return taken;
        if (error != DetectionErrors.NoSuchStream) return taken;

        // Another node has erased it since, and may have made one of that name.
        standings.Forget();
        return await TakeAsync(incoming, cancellationToken);
    }

    private async Task<Result<DetectedEvents>> TakeAsync(
        IncomingEvents incoming, StreamStanding standing, Entitlements plan, CancellationToken cancellationToken)
    {
        if (incoming.Run is not { } run) return await WorkAsync(incoming, standing, plan, cancellationToken);

        var before = await AnswerAgainAsync(run, standing.Stream, plan, cancellationToken);
        if (before is not null) return before;

        try
        {
            return await WorkAsync(incoming, standing, plan, cancellationToken);
        }
        catch (UniqueViolationException)
        {
            // An attempt that was taken for dead committed in the same moment.
            var late = await AnswerAgainAsync(run, standing.Stream, plan, cancellationToken);
            if (late is null) throw;
            return late;
        }
    }

    private async Task<Result<DetectedEvents>> WorkAsync(
        IncomingEvents incoming, StreamStanding standing, Entitlements plan, CancellationToken cancellationToken)
    {
        var run = new DetectionRun(db, scorer, clock, incoming, standing, plan);
        var done = await ReserveAndRunAsync(run, incoming, plan, cancellationToken);
        if (!run.ReservedTooLittle) return done;

        // Others brought the baseline on between the reservation and the work; what is reserved for all events is enough.
        var now = await FindAsync(incoming.Organization, $"{standing.Stream.Id.Value}", cancellationToken);
        if (now is null) return DetectionErrors.NoSuchStream;

        run = new DetectionRun(db, scorer, clock, incoming, now, plan) { ReservesAll = true };
        return await ReserveAndRunAsync(run, incoming, plan, cancellationToken);
    }

    private async Task<Result<DetectedEvents>> ReserveAndRunAsync(
        DetectionRun run, IncomingEvents incoming, Entitlements plan, CancellationToken cancellationToken)
    {
        var expected = run.Expect();
        if (!expected.IsSuccess) return expected.Error;

        Result<Usage>? usage = null;
        if (!IsLikelyGranted(plan, expected.Value))
        {
            var granted = await ReserveAsync();
            if (!granted.IsSuccess) return granted.Error;
        }

        var committed = false;
        try
        {
            var turn = new Turn(incoming.Organization, run.Stream.Id)
            {
                Run = run.Id,
                TakesLong = incoming.Events.Count > EventsUnderLock
                    || incoming.Events.Sum(one => (long)one.Text.Length) > BytesUnderLock,
                End = run.End,
                Grant = usage is null ? ReserveAsync : null,
            };
            var appended = await turns.AppendAsync(turn, run.ComposeAsync, cancellationToken);
            if (!appended.IsSuccess) return appended.Error;

            committed = true;
            return run.Answer(usage!.Value!, appended.Value);
        }
        finally
        {
            // Where the commit's outcome is unknown, the work fence decides; if this fails too, the lease ends by itself.
            if (!committed && usage is { IsSuccess: true })
            {
                await mediator.Send(new ReleaseDetections(incoming.Organization, run.Id), CancellationToken.None);
            }
        }

        async Task<Result> ReserveAsync()
        {
            usage = await mediator.Send(
                new ReserveDetections(incoming.Organization, run.Id, expected.Value), cancellationToken);
            return usage.IsSuccess ? Result.Success : usage.Error;
        }
    }

    // It decides nothing: what is refused after all costs the stream its model, which is made anew from the log.
    private static bool IsLikelyGranted(Entitlements plan, int events) =>
        events > 0
        && plan.GrantsDetections
        && (plan.Usage.Included is not { } included
            || plan.Usage.Used + ((long)events * RoomForRequests) <= included);

    private async Task<Result<DetectedEvents>?> AnswerAgainAsync(
        Guid run, EventStream stream, Entitlements plan, CancellationToken cancellationToken)
    {
        var receipt = await db.Receipts.AsNoTracking().SingleOrDefaultAsync(one => one.Run == run, cancellationToken);
        if (receipt is null) return null;
        // A stream of that name was erased and made anew, and the run was on the other one.
        if (receipt.Stream != stream.Id) return DetectionErrors.NoSuchStream;

        var head = await db.Heads.AsNoTracking().SingleAsync(one => one.Stream == stream.Id, cancellationToken);
        AnomalyId[] ids = [.. receipt.Anomalies.Select(AnomalyId.From)];
        var anomalies = await db.Anomalies.AsNoTracking()
            .Where(one => ids.Contains(one.Id) && one.At == receipt.At)
            .ToDictionaryAsync(one => one.Id, cancellationToken);
        return new DetectedEvents(
            stream,
            head,
            receipt.Scored,
            receipt.Learned,
            receipt.Duplicates,
            [.. receipt.Refused.Select(place => new RefusedEvent(place, DetectionErrors.IdReused))],
            [.. receipt.Places.Zip(ids, (place, id) => (place, anomalies[id]))],
            plan.Usage);
    }

    private async Task<Result<StreamStanding>> FindOrCreateAsync(
        IncomingEvents incoming, CancellationToken cancellationToken)
    {
        if (await FindAsync(incoming.Organization, incoming.Stream, cancellationToken) is { } standing)
        {
            if (incoming.OnlyStream is null || incoming.OnlyStream == standing.Stream.Id) return standing;
            return DetectionErrors.NoSuchStream;
        }

        if (!EventStream.IsSlug(incoming.Stream)) return DetectionErrors.NoSuchStream;
        if (!incoming.MayCreateStream) return DetectionErrors.MayNotCreateStream;

        var made = await mediator.Send(
            new CreateStream(incoming.Organization, incoming.Stream, incoming.Actor), cancellationToken);
        if (!made.IsSuccess && made.Error != DetectionErrors.SlugTaken) return made.Error;

        // Made by this request, or by another in the same moment.
        var fresh = await FindAsync(incoming.Organization, incoming.Stream, cancellationToken);
        return fresh is not null ? fresh : DetectionErrors.NoSuchStream;
    }

    private Task<StreamStanding?> FindAsync(
        OrganizationId organization, string idOrSlug, CancellationToken cancellationToken) => standings.FindAsync(
            organization, idOrSlug, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken);
}
