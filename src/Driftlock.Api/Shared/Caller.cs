using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Shared;

/// <summary>Who sent a request, as the credentials say. A route that requires them takes it as a parameter.</summary>
/// <param name="Organization">For whom it acts: the one and only source of that.</param>
/// <param name="Actor">As in an audit entry: <c>key:ID</c> or <c>user:ID</c>.</param>
/// <param name="Scopes">What it may do.</param>
internal sealed record Caller(OrganizationId Organization, string Actor, IReadOnlyList<string> Scopes)
{
    /// <summary>The key, if it is one: what the commit guard looks at, and what usage is counted under.</summary>
    public Guid? Credential { get; init; }

    /// <summary>The one stream that it may touch, if it is bound to one.</summary>
    public Guid? Stream { get; init; }

    /// <summary>What people call the caller, and what it is to whom: <c>ada@example.org</c>, <c>owner of Demo</c>.</summary>
    public string Name { get; init; } = "";

    /// <inheritdoc cref="Name"/>
    public string Title { get; init; } = "";

    /// <summary>The run of a request under an <c>Idempotency-Key</c>: the same for all of them, so that its work happens once.</summary>
    public Guid? Run { get; init; }

    /// <summary>Requests a minute, where it is held shorter than its organization.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>What it may do by now, asked once more: nothing, when the credentials are not good any longer.</summary>
    public required Func<IMediator, CancellationToken, Task<IReadOnlyList<string>>> ScopesNow { get; init; }

    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));
}
