using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Identity;

/// <summary>Names a session; no secret.</summary>
public readonly record struct SessionId(Guid Value) : ITypedId<SessionId>
{
    /// <inheritdoc/>
    public static SessionId From(Guid value) => new(value);
}

/// <summary>That a member is signed in, in one browser.</summary>
public sealed class Session : Aggregate<SessionId>
{
    /// <summary>How long it lasts after its last use.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    // So that not every request writes.
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(5);

    /// <summary>The digest of its token.</summary>
    public required string Digest { get; init; }

    /// <summary>The one organization it is bound to.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Who is signed in.</summary>
    public required MemberId Member { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it ends if it is not used.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>When it was ended, if it was; apart, so that a use in the same moment does not undo it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Whether it is good at that moment.</summary>
    public bool IsOpen(DateTimeOffset now) => EndedAt is null && now < EndsAt;

    /// <summary>It was used, so it lasts longer.</summary>
    public void Use(DateTimeOffset now)
    {
        if (now + Lifetime - EndsAt >= Grain) EndsAt = now + Lifetime;
    }

    /// <summary>Ends it now.</summary>
    public void End(DateTimeOffset now) => EndedAt ??= now;
}
