using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.OpenApi;

namespace Driftlock.Api.Detection;

/// <summary>How an event looks on the wire, for the document: what <see cref="EventTextConverter"/> takes.</summary>
internal static class EventSchema
{
    public static OpenApiSchema Create() => new()
    {
        Description = $"A line, a JSON object, or a JSON object around one of them. An event has at most "
            + $"{IncomingEvent.Longest} bytes. An object with `body` and no property but those of an envelope is one; every "
            + "other object is the event itself and is scored as its compact JSON in the order sent.",
        AnyOf = [Text("The event as it is scored."), Envelope(), new OpenApiSchema { Type = JsonSchemaType.Object }],
    };

    private static OpenApiSchema Envelope() => new()
    {
        Type = JsonSchemaType.Object,
        Title = "EventEnvelope",
        Required = new HashSet<string> { "body" },
        AdditionalPropertiesAllowed = false,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["body"] = new OpenApiSchema
            {
                AnyOf = [Text("A line."), new OpenApiSchema { Type = JsonSchemaType.Object }],
                Description = "The event.",
            },
            ["timestamp"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String | JsonSchemaType.Null,
                Format = "date-time",
                Description = "Its own time.",
            },
            ["id"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String | JsonSchemaType.Null,
                MinLength = 1,
                MaxLength = ClientId.Longest,
                Description = "Makes it a duplicate of what came to the stream with the same id within a day.",
            },
            ["attributes"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object | JsonSchemaType.Null,
                Description = "Stored beside the event and not scored.",
            },
        },
    };

    private static OpenApiSchema Text(string description) =>
        new() { Type = JsonSchemaType.String, Description = description };
}
