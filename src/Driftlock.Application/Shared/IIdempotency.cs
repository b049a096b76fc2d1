using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>
/// Answers a request that is sent again under the same <c>Idempotency-Key</c> as it was answered the first time, for
/// 24 hours. The key counts within the organization, the method and the path.
/// </summary>
public interface IIdempotency
{
    /// <summary>Begins, or finds what was answered.</summary>
    /// <returns>The attempt; or that another is under way, or that the key came with another body.</returns>
    Task<Result<IdempotentAttempt>> BeginAsync(IdempotentRequest request, CancellationToken cancellationToken);

    /// <summary>Keeps the answer, for results that stay the same: 2xx and refusals of the request itself.</summary>
    Task CompleteAsync(
        IdempotentRequest request, IdempotentAttempt attempt, StoredAnswer answer, CancellationToken cancellationToken);

    /// <summary>Gives the key back without an answer: the next request under it is worked on as the same run.</summary>
    Task ReleaseAsync(IdempotentRequest request, IdempotentAttempt attempt, CancellationToken cancellationToken);
}

/// <summary>A request under a key.</summary>
/// <param name="Organization">Whose it is.</param>
/// <param name="Key">What the caller sent, 1 to 255 characters.</param>
/// <param name="Route">Method and path: <c>POST /api/v1/keys</c>.</param>
/// <param name="BodyHash">A hash of the decoded body.</param>
public sealed record IdempotentRequest(
    OrganizationId Organization, string Key, string Route, ReadOnlyMemory<byte> BodyHash);

/// <summary>One of the requests that came under a key.</summary>
/// <param name="Run">
/// The same for every attempt, so that work which is fenced by it happens once, also if the process died between the
/// commit and the answer. A new one only after the run was given up.
/// </param>
/// <param name="Number">From 1; it grows when an attempt is taken for dead.</param>
public sealed record IdempotentAttempt(Guid Run, int Number)
{
    /// <summary>What was answered before; then there is nothing left to do.</summary>
    public StoredAnswer? Answer { get; init; }
}

/// <summary>An answer as it left.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers that belong to the content.</param>
/// <param name="Body">The body, before any encoding of the transfer.</param>
public sealed record StoredAnswer(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);

/// <summary>Refusals of a request under a key.</summary>
public static class IdempotencyErrors
{
    /// <summary>The same request is being worked on.</summary>
    public static Error InFlight { get; } = new(
        ErrorKind.Conflict, "request.idempotency_in_flight", "A request with this Idempotency-Key is being worked on.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>The key came before, with another body.</summary>
    public static Error Mismatch { get; } = new(
        ErrorKind.Mismatched, "request.idempotency_mismatch", "This Idempotency-Key was used with another body.");
}
