using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>Makes entries that change how a stream goes on, and have no events.</summary>
internal static class SettingsEntry
{
    public static LogEntry Of(StreamHead head, LogEntryKind kind, string? content, Entitlements plan, DateTimeOffset now) =>
        new()
        {
            Organization = head.Organization,
            Stream = head.Stream,
            Sequence = head.Sequence,
            Length = 1,
            Kind = kind,
            At = now,
            RetentionDays = (short)plan.RetentionDays,
            Content = content,
        };
}
