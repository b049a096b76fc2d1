using System.Reflection;
using Driftlock.Api.Shared;
using Driftlock.Application.Detection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Detection;

/// <summary>What runs here, and whether it works.</summary>
internal static class CoreEndpoints
{
    private static readonly string[] Build = typeof(CoreEndpoints).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);

    public static void MapCore(this IEndpointRouteBuilder root)
    {
        root.MapGet("/healthz", CheckHealth)
            .OpenToAll()
            .WithName("CheckHealth")
            .WithSummary("Says whether the detection core gives the answers it must give");
        root.MapGet("/version", GetVersion)
            .OpenToAll()
            .WithName("GetVersion")
            .WithSummary("Says which build this is");
    }

    private static Results<Ok<HealthAnswer>, ProblemHttpResult> CheckHealth(IAnomalyScorer scorer)
    {
        var test = scorer.SelfTest();
        return test.IsSuccess ? TypedResults.Ok(new HealthAnswer("healthy")) : test.Error.ToProblem();
    }

    private static Ok<VersionAnswer> GetVersion(IAnomalyScorer scorer)
    {
        var core = scorer.Describe();
        var commit = Build is [_, var revision] ? revision : null;
        return TypedResults.Ok(new VersionAnswer(Build[0], commit, core.Version, core.AbiVersion, core.StateFormat));
    }
}

internal sealed record HealthAnswer(string Status);

/// <summary>Which build this is; without a commit it was built outside a repository.</summary>
internal sealed record VersionAnswer(
    string Version, string? Commit, string CoreVersion, string CoreAbi, int CoreStateFormat);
