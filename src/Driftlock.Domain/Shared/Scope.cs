namespace Driftlock.Domain.Shared;

/// <summary>What a caller may do. Every route of the API names one; a key holds some.</summary>
public static class Scope
{
    /// <summary>Score events.</summary>
    public const string Detect = "detect";

    /// <summary>Send events without scoring.</summary>
    public const string Ingest = "ingest";

    /// <summary>Read anomalies.</summary>
    public const string AnomaliesRead = "anomalies:read";

    /// <summary>Resolve anomalies and give feedback.</summary>
    public const string AnomaliesWrite = "anomalies:write";

    /// <summary>Read streams, their scores and settings.</summary>
    public const string StreamsRead = "streams:read";

    /// <summary>Create, change and delete streams.</summary>
    public const string StreamsWrite = "streams:write";

    /// <summary>Read usage.</summary>
    public const string UsageRead = "usage:read";

    /// <summary>Report usage; for services alone.</summary>
    public const string UsageWrite = "usage:write";

    /// <summary>Read the subscription, invoices and policy.</summary>
    public const string BillingRead = "billing:read";

    /// <summary>Issue, rotate and revoke keys.</summary>
    public const string KeysWrite = "keys:write";

    /// <summary>Read the audit chain.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Detect, Ingest, AnomaliesRead, AnomaliesWrite, StreamsRead, StreamsWrite, UsageRead, UsageWrite, BillingRead,
        KeysWrite, AuditRead,
    ];
}
