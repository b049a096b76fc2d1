using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>The refusals, each described once: a problem of RFC 9457 with a code of the page <c>/problems</c>.</summary>
internal static class ProblemAnswers
{
    private const string SchemaName = "Problem";

    private static readonly Dictionary<int, (string Name, string Means)> Known =
        new()
        {
            [400] = ("BadRequest", "The request has not the form that it must have; `errors` says where, if that is known."),
            [401] = ("Unauthorized", "There are no credentials, or none that are good."),
            [402] = ("PaymentRequired", "The organization has no account, or is not served until its open invoices are paid."),
            [403] = ("Forbidden", "The credentials are good and lack the scope."),
            [404] = ("NotFound", "The organization has no such thing."),
            [408] = ("TooSlow", "The body did not arrive in time."),
            [409] = ("Conflict", "What is there does not allow it now."),
            [413] = ("TooLarge", "The body is larger than the route takes."),
            [415] = ("UnsupportedMediaType", "The body is of a type or an encoding that the route does not take."),
            [422] = ("Mismatched", "The `Idempotency-Key` came before with another body."),
            [429] = ("Limited", "Too many requests, or no room in the plan: come back after `Retry-After` seconds."),
            [500] = ("Fault", "A bug of ours: report it with the `request_id`."),
            [503] = ("Unavailable", "Something that the request depends on does not work: come back after `Retry-After` seconds."),
        };

    /// <summary>Names it among the responses of an operation.</summary>
    public static void Refer(OpenApiOperation operation, int status, OpenApiDocument document) =>
        operation.Responses![Key(status)] = new OpenApiResponseReference(Known[status].Name, document);

    /// <summary>Describes those that the operations name.</summary>
    public static void AddTo(OpenApiDocument document, IReadOnlyList<OpenApiOperation> operations)
    {
        document.AddComponent(SchemaName, Problem());
        var used = operations.SelectMany(operation => operation.Responses ?? []).Select(one => one.Key).ToHashSet();
        foreach (var (status, (name, means)) in Known.Where(one => used.Contains(Key(one.Key))))
        {
            var response = new OpenApiResponse
            {
                Description = means,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(SchemaName, document) },
                },
            };
            AnswerHeaders.AddToRefusal(response, status is 409 or 429 or 503, document);
            document.AddComponent(name, response);
        }
    }

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A refusal (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "code", "request_id" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Where the code is explained, relative to this server."),
            ["title"] = Text("What HTTP calls the status."),
            ["status"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "400",
                Maximum = "599",
                Description = "The status of the answer.",
            },
            ["code"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[a-z]+\\.[a-z0-9_]+$",
                Description = "Why, for programs: a code stays as it is. `/problems` lists them all; there may be more of them.",
            },
            ["detail"] = Text("Why, for people."),
            ["request_id"] = Text("The `X-Request-Id` of the answer."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong, by field.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
        },
        Examples =
        [
            JsonNode.Parse("""
            {
              "type": "/problems#request.invalid", "title": "Bad Request", "status": 400, "code": "request.invalid",
              "detail": "The request breaks a rule.", "request_id": "01a217907dcc7f9297d218a2a60ddf54",
              "errors": { "limit": ["'Limit' must be between 1 and 200. You entered 500."] }
            }
            """)!,
        ],
    };

    private static OpenApiSchema Text(string description) =>
        new() { Type = JsonSchemaType.String, Description = description };
}
