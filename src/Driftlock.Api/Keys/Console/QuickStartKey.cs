using Driftlock.Api.Console;
using Driftlock.Api.Shared;
using Driftlock.Application.Keys;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Keys.Console;

/// <summary>
/// The key of the page Quick start: for what its blocks do and for no longer than one tries them, since it will lie in the
/// history of a shell.
/// </summary>
internal static class QuickStartKey
{
    public const string Name = "quick start";

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static IReadOnlyList<string> Scopes { get; } =
        [Scope.Ingest, Scope.Detect, Scope.StreamsRead, Scope.StreamsWrite, Scope.AnomaliesRead];

    public static void AddKeyPages(this IServiceCollection services) =>
        services.AddSingleton(new NavigationEntry("Quick start", "/quick-start", 80));

    public static void MapKeyForms(this IEndpointRouteBuilder root) =>
        root.MapForm("/quick-start/key", Make).RequireScope(Scope.KeysWrite);

    // Answered by the page itself, not by the way to one: the secret is in no address, and nowhere to be fetched again.
    private static async Task<IResult> Make(
        Caller caller, IMediator mediator, TimeProvider clock, CancellationToken cancellationToken)
    {
        var command = new IssueApiKey(caller.Organization, Name, caller.Actor)
        {
            Scopes = Scopes,
            ExpiresAt = clock.GetUtcNow() + Lifetime,
        };
        var issued = await mediator.Send(command, cancellationToken);
        return issued.IsSuccess
            ? new RazorComponentResult<MadeKeyPage>(new { Made = issued.Value })
            : issued.Error.ToProblem();
    }
}
