using Driftlock.Api.Console;
using Driftlock.Api.Shared;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Driftlock.Api.Detection.Console;

/// <summary>What people say of anomalies, by the use cases that the API has for it; and the address of an anomaly.</summary>
internal static class AnomalyForms
{
    public static void MapAnomalyForms(this IEndpointRouteBuilder root)
    {
        root.MapGet("/anomalies/{anomaly:guid}", Show).ForBrowsers().RequireScope(Scope.AnomaliesRead)
            .ExcludeFromDescription();
        root.MapGet("/streams/{stream}/events/{sequence:long}/raw", Raw).ForBrowsers()
            .RequireScope(Scope.AnomaliesRead).ExcludeFromDescription();
        root.MapForm("/anomalies/{anomaly:guid}/status", Settle).RequireScope(Scope.AnomaliesWrite);
        root.MapForm("/anomalies/{anomaly:guid}/feedback", Feedback).RequireScope(Scope.AnomaliesWrite);
        root.MapForm("/incidents/{incident:guid}/status", SettleAll).RequireScope(Scope.AnomaliesWrite);
    }

    // Messages name an anomaly by its id alone; its page is that of its event.
    private static async Task<IResult> Show(
        Guid anomaly, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(
            new GetAnomaly(caller.Organization, AnomalyId.From(anomaly)), cancellationToken);
        return found.IsSuccess
            ? await ToEvent(found.Value, caller, mediator, cancellationToken)
            : found.Error.ToProblem();
    }

    // Bytes, and never anything that a browser would open.
    private static async Task<IResult> Raw(
        string stream, long sequence, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(new GetEvent(caller.Organization, stream, sequence), cancellationToken);
        return found.IsSuccess
            ? TypedResults.File(
                found.Value.Text, "application/octet-stream", $"{found.Value.Stream.Stream.Slug}-{sequence}.txt")
            : found.Error.ToProblem();
    }

    private static async Task<IResult> Settle(
        Guid anomaly,
        [FromForm] AnomalyStatus status,
        [FromForm] string? note,
        [FromForm] string? back,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken)
    {
        var command = new ResolveAnomaly(
            caller.Organization, AnomalyId.From(anomaly), status, NoteOf(note), caller.Actor);
        return await Done(await mediator.Send(command, cancellationToken), back, caller, mediator, cancellationToken);
    }

    private static async Task<IResult> Feedback(
        Guid anomaly,
        [FromForm] FeedbackVerdict verdict,
        [FromForm] string? note,
        [FromForm] string? back,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken)
    {
        var command = new GiveFeedback(
            caller.Organization, AnomalyId.From(anomaly), verdict, NoteOf(note), caller.Actor);
        return await Done(await mediator.Send(command, cancellationToken), back, caller, mediator, cancellationToken);
    }

    private static async Task<IResult> SettleAll(
        Guid incident,
        [FromForm] AnomalyStatus status,
        [FromForm] string? back,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken)
    {
        var settled = await mediator.Send(
            new SettleIncident(caller.Organization, incident, status, caller.Actor), cancellationToken);
        if (!settled.IsSuccess) return settled.Error.ToProblem();

        return new SeeOther(SeeOther.IsOurs(back) ? back : EventAddress.Inbox);
    }

    private static async Task<IResult> Done(
        Result<Anomaly> said, string? back, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        if (!said.IsSuccess) return said.Error.ToProblem();
        if (SeeOther.IsOurs(back)) return new SeeOther(back);
        return await ToEvent(said.Value, caller, mediator, cancellationToken);
    }

    private static async Task<IResult> ToEvent(
        Anomaly anomaly, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var stream = await mediator.Send(
            new GetStream(caller.Organization, anomaly.Stream.Value.ToString()), cancellationToken);
        return stream.IsSuccess
            ? new SeeOther(EventAddress.Of(stream.Value.Stream.Slug, anomaly.Sequence))
            : stream.Error.ToProblem();
    }

    private static string? NoteOf(string? note) => string.IsNullOrWhiteSpace(note) ? null : note.Trim();
}
