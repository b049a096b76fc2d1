using Driftlock.Api.Detection.Records;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Driftlock.Api.Detection;

/// <summary>The route on which events come as they happen.</summary>
internal static class IngestEndpoints
{
    // Of a problem: what had been taken before.
    private const string Taken = "taken";

    public static void MapIngest(this IEndpointRouteBuilder v1) => v1.MapPost("/streams/{stream}/events", Ingest)
        .AddEndpointFilter<BoundKey>()
        .WithName("IngestEvents")
        .WithSummary("Takes events as lines, NDJSON, a JSON array or CSV: they teach the stream, and are scored with detect=true")
        .Accepts<string>(RecordFormat.Ndjson, RecordFormat.Lines, RecordFormat.JsonArray, RecordFormat.Csv)
        .WithMetadata(new RequestSizeLimitAttribute(Ingestion.LargestBody))
        .Explains("stream", "Id or slug of the stream; an unknown slug becomes a new stream where the key may.")
        .Explains("detect", "Whether the events are scored, for which the scope `detect` is needed; else as the stream says.")
        .RequireScope(Scope.Ingest)
        .Refuses(402, 404, 409);

    private static async Task<Results<Ok<IngestedAnswer>, ProblemHttpResult>> Ingest(
        string stream,
        Caller caller,
        HttpContext context,
        IMediator mediator,
        IOptions<JsonOptions> json,
        CancellationToken cancellationToken,
        bool? detect = null)
    {
        if (detect == true && !caller.Scopes.Contains(Scope.Detect))
        {
            return RequestErrors.ScopeMissing(Scope.Detect).ToProblem();
        }

        var order = new IngestEvents(caller.Organization, stream, [])
        {
            Detect = detect,
            MayCreateStream = caller.Stream is null && caller.Scopes.Contains(Scope.StreamsWrite),
            OnlyStream = caller.Stream is { } bound ? StreamId.From(bound) : null,
            Credential = caller.Credential,
            Actor = caller.Actor,
            Run = caller.Run,
        };
        var ingestion = new Ingestion(order, mediator);
        try
        {
            var records = RecordFormat.Read(context.Request, json.Value.SerializerOptions, cancellationToken);
            var taken = await ingestion.TakeAsync(records, cancellationToken);
            if (taken.IsSuccess) return TypedResults.Ok(ingestion.Answer(context.TraceIdentifier));

            return Refuse(taken.Error.ToProblem(), ingestion, context);
        }
        catch (BadHttpRequestException broken) when (ingestion.HasTaken)
        {
            return Refuse(TypedResults.Problem(statusCode: broken.StatusCode), ingestion, context);
        }
    }

    private static ProblemHttpResult Refuse(ProblemHttpResult problem, Ingestion ingestion, HttpContext context)
    {
        if (ingestion.HasTaken) problem.ProblemDetails.Extensions[Taken] = ingestion.Answer(context.TraceIdentifier);
        return problem;
    }
}
