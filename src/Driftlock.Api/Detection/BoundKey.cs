using Driftlock.Api.Shared;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using MediatR;

namespace Driftlock.Api.Detection;

/// <summary>
/// A key that is bound to one stream finds that one alone: every other stream, every list of them and every anomaly and
/// incident of them is not there for it.
/// </summary>
internal sealed class BoundKey(IMediator mediator) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Caller.Of(http) is not { Stream: { } bound } caller) return await next(context);

        if (http.Request.RouteValues["anomaly"] is string anomaly)
        {
            var found = await mediator.Send(
                new GetAnomaly(caller.Organization, AnomalyId.From(Guid.Parse(anomaly))), http.RequestAborted);
            return found.IsSuccess && found.Value.Stream.Value == bound
                ? await next(context)
                : DetectionErrors.NoSuchAnomaly.ToProblem();
        }

        if (http.Request.RouteValues["incident"] is string incident)
        {
            var found = await mediator.Send(
                new GetIncident(caller.Organization, Guid.Parse(incident)), http.RequestAborted);
            return found.IsSuccess && found.Value.Stream.Value == bound
                ? await next(context)
                : DetectionErrors.NoSuchIncident.ToProblem();
        }

        var named = http.Request.RouteValues["stream"] as string ?? http.Request.Query["stream"].ToString();
        var stream = await mediator.Send(new GetStream(caller.Organization, named), http.RequestAborted);
        return stream.IsSuccess && stream.Value.Stream.Id.Value == bound
            ? await next(context)
            : DetectionErrors.NoSuchStream.ToProblem();
    }
}
