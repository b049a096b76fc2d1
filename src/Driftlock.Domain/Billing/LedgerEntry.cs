using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Billing;

/// <summary>What became of units that a run had reserved. Once written it is never changed.</summary>
public sealed class LedgerEntry
{
    /// <summary>The kind of what was given back.</summary>
    public const string Rejected = "rejected";

    /// <summary>Whose units.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The run that reserved them.</summary>
    public required Guid Run { get; init; }

    /// <summary><c>included</c>, <c>overage</c> or <see cref="Rejected"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Start of the period whose units they are.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>How many.</summary>
    public required long Units { get; init; }

    /// <summary>The stream whose events were scored.</summary>
    public StreamId? Stream { get; init; }

    /// <summary>The key or session that asked.</summary>
    public Guid? Credential { get; init; }

    /// <summary><c>scored</c>, <c>not_scored</c>, <c>released</c> or <c>expired</c>.</summary>
    public required string Why { get; init; }

    /// <summary>When that happened, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
