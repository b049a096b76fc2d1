using Driftlock.Api.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.Crawling;

/// <summary>A route as the server has it, asked with one method.</summary>
/// <param name="Name">Its operation.</param>
/// <param name="Method">How it is asked.</param>
/// <param name="Pattern">Its address, with parameters in braces.</param>
/// <param name="Scope">What it needs; none for one that needs no scope.</param>
internal sealed record Route(string Name, HttpMethod Method, string Pattern, string? Scope)
{
    public bool IsOpen { get; init; }

    public bool TakesBody { get; init; }

    public bool Changes => Method != HttpMethod.Get;

    /// <summary>Of something that is named in the address.</summary>
    public bool IsOfOne => Pattern.Contains('{', StringComparison.Ordinal);
}

/// <summary>
/// All routes of the server, each with a request that is good in form. Where a new route takes a body or a parameter that
/// is not known here, this says so: then it is to be added.
/// </summary>
internal static class EveryRoute
{
    private static readonly Dictionary<string, object> Bodies = new(StringComparer.Ordinal)
    {
        ["Analyze"] = new { events = new[] { "one" } },
        ["ChangeStream"] = new { name = "changed" },
        ["DetectAnomalies"] = new { stream = "{stream}", events = new[] { "one" } },
        ["DetectAnomaliesAlias"] = new { stream = "{stream}", events = new[] { "one" } },
        ["DetectDemo"] = new { events = new[] { "one" } },
        ["IngestEvents"] = new[] { "one" },
        ["CreateStream"] = new { slug = "crawled" },
        ["GiveFeedback"] = new { verdict = "confirmed" },
        ["ResolveAnomaly"] = new { status = "resolved" },
        ["ResolveIncident"] = new { status = "investigating" },
        ["SetProfile"] = new { profile = "strict" },
        ["SignIn"] = new { token = new string('x', 43) },
    };

    /// <summary>The routes of the API: the pages for browsers have no operation.</summary>
    public static IReadOnlyList<Route> Of(IServiceProvider server) =>
    [
        .. from endpoint in server.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
           where name is not null
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
           select new Route(
               name,
               new HttpMethod(method),
               "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
               endpoint.Metadata.GetMetadata<Policies.NeededScope>()?.Scope)
           {
               IsOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
               TakesBody = endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not null,
           },
    ];

    /// <summary>A request of that route about what is there.</summary>
    public static HttpRequestMessage Asking(this Route route, Filled filled)
    {
        var address = route.Pattern
            .Replace("{stream}", filled.Stream, StringComparison.Ordinal)
            .Replace("{anomaly:guid}", filled.Anomaly, StringComparison.Ordinal)
            .Replace("{incident:guid}", filled.Incident, StringComparison.Ordinal);
        address.Should().NotContain("{", $"{route.Name} has a parameter that the crawl does not know");
        var request = new HttpRequestMessage(route.Method, address);
        if (!route.TakesBody) return request;

        Bodies.Should().ContainKey(route.Name, "the crawl needs a good body of it");
        var text = System.Text.Json.JsonSerializer.Serialize(Bodies[route.Name])
            .Replace("{stream}", filled.Stream, StringComparison.Ordinal);
        request.Content = new StringContent(text, null, "application/json");
        return request;
    }
}
