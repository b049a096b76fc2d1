using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Limits;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Driftlock.Api.Detection;

/// <summary>The routes of detection.</summary>
internal static class DetectionEndpoints
{
    // Twice what a request of the largest events needs, for the escapes of JSON.
    private const int LargestDemo = 4 * AnalyzeEvents.MaximumBytes;

    public static void MapDetection(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/anomalies/detect", Detect)
            .WithName("DetectAnomalies")
            .WithSummary("Scores events against a stream, teaches it and stores the anomalies")
            .WithDescription(DetectExample.HowItGoes)
            .WithExample(DetectExample.Request, DetectExample.Answer)
            .RequireScope(Scope.Detect)
            .Refuses(402, 404, 409);
        v1.MapPost("/analyze", Analyze)
            .WithName("Analyze")
            .WithSummary("Finds the unusual ones among events, against a baseline of the same request; stores nothing")
            .WithExample(DetectExample.AnalyzeRequest, answer: null)
            .RequireScope(Scope.Detect)
            .Refuses(402, 409);
        v1.MapPost("/demo/detect", DetectDemo)
            .OpenToAll()
            .WithName("DetectDemo")
            .WithSummary("Finds the unusual ones among a few events; needs no account and stores nothing")
            .WithExample(DetectExample.DemoRequest, answer: null)
            .WithMetadata(AddressLimits.Demo, new RequestSizeLimitAttribute(LargestDemo));
    }

    /// <summary>The short address of detection, beside the versioned ones.</summary>
    public static void MapDetectAlias(this IEndpointRouteBuilder root) =>
        root.MapPost("/v1/detect", Detect)
            .WithName("DetectAnomaliesAlias")
            .WithSummary("The same as POST /api/v1/anomalies/detect")
            .WithExample(DetectExample.Request, DetectExample.Answer)
            .RequireScope(Scope.Detect)
            .Refuses(402, 404, 409);

    private static async Task<Results<Ok<DetectedAnswer>, ProblemHttpResult>> Detect(
        DetectRequest request,
        Caller caller,
        HttpContext context,
        IMediator mediator,
        IAnomalyScorer scorer,
        CancellationToken cancellationToken)
    {
        var result = await mediator.Send(request.ToCommand(caller), cancellationToken);
        if (!result.IsSuccess) return result.Error.ToProblem();

        return TypedResults.Ok(DetectedAnswer.From(
            result.Value, request.Events.Count, scorer.Describe(), context.TraceIdentifier));
    }

    private static async Task<Results<Ok<AnalyzeAnswer>, ProblemHttpResult>> Analyze(
        AnalyzeRequest request,
        Caller caller,
        HttpContext context,
        IMediator mediator,
        CancellationToken cancellationToken)
    {
        var result = await mediator.Send(request.ToCommand(caller), cancellationToken);
        if (!result.IsSuccess) return result.Error.ToProblem();

        return TypedResults.Ok(AnalyzeAnswer.From(result.Value, request.Events.Count, context.TraceIdentifier));
    }

    private static async Task<Results<Ok<DetectAnswer>, ProblemHttpResult>> DetectDemo(
        DetectDemoRequest request, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(request.ToQuery(), cancellationToken);
        if (!result.IsSuccess) return result.Error.ToProblem();

        return TypedResults.Ok(DetectAnswer.From(result.Value, request.Count(), context.TraceIdentifier));
    }
}
