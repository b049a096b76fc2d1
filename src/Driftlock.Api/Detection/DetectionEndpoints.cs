using Driftlock.Api.Shared;
using Driftlock.Application.Detection;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Driftlock.Api.Detection;

/// <summary>The routes of detection.</summary>
internal static class DetectionEndpoints
{
    // Twice what a request of the largest events needs, for the escapes of JSON.
    private const int LargestBody = 4 * AnalyzeEvents.MaximumBytes;

    public static void MapDetection(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/demo/detect", DetectDemo)
            .OpenToAll()
            .WithName("DetectDemo")
            .WithSummary("Finds the unusual ones among a few events; needs no account and stores nothing")
            .RequireRateLimiting(RateLimits.TenPerMinute)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody));

    private static async Task<Results<Ok<DetectAnswer>, ProblemHttpResult>> DetectDemo(
        DetectDemoRequest request, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(request.ToQuery(), cancellationToken);
        if (!result.IsSuccess) return result.Error.ToProblem();

        return TypedResults.Ok(DetectAnswer.From(result.Value, request.Count, context.TraceIdentifier));
    }
}
