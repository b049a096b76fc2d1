namespace Driftlock.Api.Shared;

/// <summary>
/// A route that answers a person's browser: who calls it is said by the session's cookie, and what it refuses is a page.
/// </summary>
internal sealed class ForBrowsers
{
    private static readonly ForBrowsers Mark = new();

    private ForBrowsers()
    {
    }

    public static bool Is(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<ForBrowsers>() is not null;

    public static void Set(EndpointBuilder endpoint) => endpoint.Metadata.Add(Mark);
}

internal static class ForBrowsersExtensions
{
    /// <summary>Marks the routes so.</summary>
    public static TBuilder ForBrowsers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Add(Shared.ForBrowsers.Set);
        return routes;
    }
}
