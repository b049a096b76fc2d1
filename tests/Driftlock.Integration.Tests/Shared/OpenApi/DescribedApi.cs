using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Driftlock.Testing.Shared;
using Json.Schema;

namespace Driftlock.Integration.Tests.Shared.OpenApi;

/// <summary>
/// The committed document, held against every answer that a test gets: what a client may meet is what is described.
/// </summary>
internal static class DescribedApi
{
    /// <summary>Where it lies.</summary>
    public static readonly string Path = System.IO.Path.Combine(Checkout.Root, "docs", "api", "openapi-v1.json");

    // Read when it is first asked for: what writes it anew must not need it.
    private static readonly Lazy<JsonNode> Read = new(() => JsonNode.Parse(File.ReadAllText(Path))!);

    private static readonly Lazy<Dictionary<string, JsonSchema>> Schemas = new(() =>
        Document["components"]!["schemas"]!.AsObject().ToDictionary(schema => schema.Key, schema => SchemaOf(schema.Key)));

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    private static JsonNode Document => Read.Value;

    /// <summary>What of an answer is not described.</summary>
    public static string? Breach(HttpMethod method, string path, HttpStatusCode status, string? mediaType, string body)
    {
        if (Find(path)?[method.Method.ToLowerInvariant()] is not { } operation) return null;

        var described = Resolve(operation["responses"]![$"{(int)status}"]);
        if (described is null) return $"the status {(int)status} {body}";
        if (body.Length == 0) return described["content"] is null ? null : "that there is no body";
        if (described["content"]?[mediaType ?? ""] is not { } content) return $"the type {mediaType}";

        return Reference(content["schema"]) is { } name ? Misfit(name, body) : null;
    }

    private static JsonNode? Find(string path)
    {
        var parts = path.Split('/');
        return Document["paths"]!.AsObject().Where(one => Fits(one.Key.Split('/'), parts))
            .OrderBy(one => one.Key.Count(sign => sign == '{')).Select(one => one.Value).FirstOrDefault();
    }

    private static bool Fits(string[] pattern, string[] parts) =>
        pattern.Length == parts.Length
        && pattern.Zip(parts).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    private static JsonNode? Resolve(JsonNode? response) =>
        Reference(response) is { } name ? Document["components"]!["responses"]![name] : response;

    private static string? Reference(JsonNode? node) => node?["$ref"]?.GetValue<string>().Split('/')[^1];

    private static string? Misfit(string schema, string body)
    {
        var found = Schemas.Value[schema].Evaluate(JsonDocument.Parse(body).RootElement, Options);
        return found.IsValid ? null : $"this {schema}: " + string.Join("; ", (found.Details ?? [])
            .SelectMany(detail => (detail.Errors ?? []).Select(error => $"{detail.InstanceLocation} {error.Value}")));
    }

    // With the other schemas beside it, where its references look for them.
    private static JsonSchema SchemaOf(string name) => JsonSchema.FromText(new JsonObject
    {
        ["$id"] = $"https://driftlock.invalid/{name}",
        ["$ref"] = $"#/$defs/{name}",
        ["$defs"] = JsonNode.Parse(
            Document["components"]!["schemas"]!.ToJsonString().Replace("#/components/schemas/", "#/$defs/")),
    }.ToJsonString());
}

/// <summary>Fails the request whose answer the document does not describe.</summary>
internal sealed class DescribedAnswers() : DelegatingHandler(new HttpClientHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType == "text/event-stream") return response;

        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var path = request.RequestUri!.AbsolutePath.TrimEnd('/');
        if (DescribedApi.Breach(request.Method, path, response.StatusCode, mediaType, body) is { } breach)
        {
            throw new InvalidOperationException($"{request.Method} {path}: docs/api/openapi-v1.json does not know {breach}");
        }

        return response;
    }
}
