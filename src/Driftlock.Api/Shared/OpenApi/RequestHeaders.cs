using Driftlock.Api.Shared.Edge;
using Microsoft.OpenApi;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>The headers of requests, each described once.</summary>
internal static class RequestHeaders
{
    public static void AddIdempotencyKey(OpenApiOperation operation, OpenApiDocument document) =>
        (operation.Parameters ??= []).Add(new OpenApiParameterReference(Idempotent.Header, document));

    public static void AddTo(OpenApiDocument document) => document.AddComponent<IOpenApiParameter>(
        Idempotent.Header,
        new OpenApiParameter
        {
            Name = Idempotent.Header,
            In = ParameterLocation.Header,
            Description = "Of the caller's making, one for each thing that is to happen once. The same request again within 24 h "
                + "is answered as it was; while the first is worked on it is refused with 409, with another body with 422.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Idempotent.LongestKey },
        });
}
