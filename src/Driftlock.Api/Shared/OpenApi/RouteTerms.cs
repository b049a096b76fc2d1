namespace Driftlock.Api.Shared.OpenApi;

/// <summary>What a route says of itself beside its types.</summary>
internal static class RouteTerms
{
    /// <summary>Statuses with which it refuses, beside those that follow from its credentials, limits and body.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder route, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Refusals(statuses));

    /// <summary>What a parameter means that routes of a group have in common.</summary>
    public static TBuilder Explains<TBuilder>(this TBuilder route, string parameter, string meaning)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Explanation(parameter, meaning));

    /// <summary>A request and its answer, as JSON.</summary>
    public static TBuilder WithExample<TBuilder>(this TBuilder route, string? request, string? answer)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Example(request, answer));
}

/// <summary>Statuses with which a route refuses.</summary>
internal sealed record Refusals(IReadOnlyList<int> Statuses);

/// <summary>What a parameter means.</summary>
internal sealed record Explanation(string Parameter, string Meaning);

/// <summary>A request and its answer, as JSON.</summary>
internal sealed record Example(string? Request, string? Answer);
