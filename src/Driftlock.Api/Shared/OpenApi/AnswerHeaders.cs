using Driftlock.Api.Shared.Edge;
using Microsoft.OpenApi;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>The headers of answers, each described once.</summary>
internal static class AnswerHeaders
{
    private const string Id = "X-Request-Id";
    private const string RetryAfter = "Retry-After";

    private static readonly string[] Limits =
        ["RateLimit-Policy", "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

    private static readonly string[] Billing = ["X-Billing-Status", "X-Billing-Plan"];

    public static IReadOnlyDictionary<string, OpenApiHeader> All { get; } = new Dictionary<string, OpenApiHeader>
    {
        [Id] = Text(
            "The id of the request: the caller's own where it has the form, else a new one. It stands in our logs.",
            "^[A-Za-z0-9._-]{1,64}$"),
        [RetryAfter] = Number("After how many seconds to come back."),
        [Idempotent.Replayed] = Text("`true` on an answer that was given before under the same `Idempotency-Key`.", null),
        ["RateLimit-Policy"] = Text(
            "Every limit that counts the request, as a structured field: its name, `q` requests in `w` seconds.", null),
        ["RateLimit"] = Text(
            "How the caller stands with each limit, as a structured field: `r` requests are left, all of them in `t` seconds.",
            null),
        ["X-RateLimit-Limit"] = Number("Requests of the limit that is nearest to its end."),
        ["X-RateLimit-Remaining"] = Number("How many of them are left."),
        ["X-RateLimit-Reset"] = Number("After how many seconds all of them are back."),
        ["X-Billing-Status"] = new()
        {
            Description = "How the organization stands with its payments; not sent for one without an account.",
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = ["none", "trialing", "active", "grace", "suspended", "churned"],
            },
        },
        ["X-Billing-Plan"] = Text("The plan of the organization; not sent for one without an account.", null),
    };

    /// <summary>Names the headers of a response.</summary>
    public static void AddTo(
        OpenApiResponse response, bool isLimited, bool isBilled, bool isRepeatable, OpenApiDocument document)
    {
        string[] repeated = isRepeatable ? [Idempotent.Replayed] : [];
        string[] names = [Id, .. isLimited ? Limits : [], .. isBilled ? Billing : [], .. repeated];
        Add(response, names, document);
    }

    /// <summary>Names the headers of a refusal, which is the same for every route.</summary>
    public static void AddToRefusal(OpenApiResponse response, bool isLater, OpenApiDocument document)
    {
        string[] names = [Id, .. isLater ? [RetryAfter] : Array.Empty<string>(), .. Limits, .. Billing];
        Add(response, names, document);
    }

    private static void Add(OpenApiResponse response, string[] names, OpenApiDocument document)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        foreach (var name in names) response.Headers[name] = new OpenApiHeaderReference(name, document);
    }

    private static OpenApiHeader Text(string description, string? pattern) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
    };

    private static OpenApiHeader Number(string description) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
    };
}
