using System.Reflection;
using Driftlock.Api.Shared;
using Driftlock.Application.Detection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Detection;

/// <summary>What runs here.</summary>
internal static class CoreEndpoints
{
    private static readonly string[] Build = typeof(CoreEndpoints).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);

    public static void MapCore(this IEndpointRouteBuilder root) =>
        root.MapGet("/version", GetVersion)
            .OpenToAll()
            .WithName("GetVersion")
            .WithSummary("Says which build this is");

    private static Ok<VersionAnswer> GetVersion(IAnomalyScorer scorer)
    {
        var core = scorer.Describe();
        var commit = Build is [_, var revision] ? revision : null;
        return TypedResults.Ok(new VersionAnswer(Build[0], commit, core.Version, core.AbiVersion, core.StateFormat));
    }
}

/// <summary>Which build this is.</summary>
/// <param name="Version">Of the product.</param>
/// <param name="Commit">What it was built from; null if it was built outside a repository.</param>
/// <param name="CoreVersion">Of the detection core.</param>
/// <param name="CoreAbi">Of the core's interface.</param>
/// <param name="CoreStateFormat">Of the models that it saves.</param>
internal sealed record VersionAnswer(
    string Version, string? Commit, string CoreVersion, string CoreAbi, int CoreStateFormat);
