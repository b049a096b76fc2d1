using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Identity;

/// <summary>What a member may do in an organization; each role may all that the one before it may.</summary>
public static class Role
{
    /// <summary>Reads streams, anomalies and usage.</summary>
    public const string Viewer = "viewer";

    /// <summary>Detects, resolves, gives feedback, makes streams.</summary>
    public const string Member = "member";

    /// <summary>Has keys, alerts, members, audit and invoices.</summary>
    public const string Admin = "admin";

    /// <summary>Decides about the plan, the other owners, and the end of the organization.</summary>
    public const string Owner = "owner";

    private static readonly string[] Reading = [Scope.AnomaliesRead, Scope.StreamsRead, Scope.UsageRead];

    private static readonly string[] Working =
        [.. Reading, Scope.Detect, Scope.Ingest, Scope.AnomaliesWrite, Scope.StreamsWrite];

    private static readonly string[] Administering = [.. Working, Scope.BillingRead, Scope.KeysWrite, Scope.AuditRead];

    /// <summary>All there are, the least first.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Member, Admin, Owner];

    /// <summary>The scopes that a role has.</summary>
    public static IReadOnlyList<string> ScopesOf(string role) => role switch
    {
        Viewer => Reading,
        Member => Working,
        Admin or Owner => Administering,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "No role of this name."),
    };
}
