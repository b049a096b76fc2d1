using System.Diagnostics.CodeAnalysis;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Domain.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Shared.Telemetry;

/// <summary>What machines ask about this process.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder root)
    {
        root.MapGet("/healthz", () => TypedResults.Ok(new HealthAnswer("alive")))
            .OpenToAll()
            .WithName("CheckLiveness")
            .WithSummary("Says that this process answers: if it does not, start it anew");
        root.MapGet("/readyz", CheckReadiness)
            .OpenToAll()
            .WithName("CheckReadiness")
            .WithSummary("Says whether this process can take requests, and how what it depends on is")
            .Refuses(StatusCodes.Status503ServiceUnavailable);
        root.MapGet("/api/v1/health", CheckReadiness)
            .OpenToAll()
            .WithName("CheckHealth")
            .WithSummary("The same for clients of the API")
            .Refuses(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<ReadinessAnswer>, ProblemHttpResult>> CheckReadiness(
        ReadinessProbe probe, CancellationToken cancellationToken)
    {
        var checks = await probe.AskAsync(cancellationToken);
        var faults = checks.Where(check => check.Fault is not null)
            .ToDictionary(check => check.Name, check => new[] { check.Fault! });
        return faults.Count == 0
            ? TypedResults.Ok(new ReadinessAnswer("ready", checks))
            : (HealthErrors.NotReady with { Fields = faults }).ToProblem();
    }
}

/// <summary>That the process answers.</summary>
/// <param name="Status">Always <c>alive</c>.</param>
internal sealed record HealthAnswer(string Status);

/// <summary>That the process can take requests.</summary>
/// <param name="Status">Always <c>ready</c>.</param>
/// <param name="Checks">What requests depend on.</param>
internal sealed record ReadinessAnswer(string Status, IReadOnlyList<CheckAnswer> Checks);

/// <summary>One thing that requests depend on, and its figures.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Fault">Why it does not work; null if it does.</param>
/// <param name="Figures">How it is, in numbers.</param>
/// <param name="Version">Which version of it works here; null where that says nothing.</param>
[SuppressMessage("Maintainability", "CA1515", Justification = "A part of a page shows it, and those are public.")]
public sealed record CheckAnswer(
    string Name, string? Fault, IReadOnlyDictionary<string, double> Figures, string? Version = null);

/// <summary>What a probe can refuse.</summary>
internal static class HealthErrors
{
    public static Error NotReady { get; } =
        new(ErrorKind.Unavailable, "service.not_ready", "Something that requests depend on does not work.");
}
