using System.Data.Common;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>Writes to an organization's audit chain, in the transaction of the change that it tells of.</summary>
public interface IAudit
{
    /// <summary>Appends an entry. The chain's head is locked until the transaction ends, so this comes last.</summary>
    Task AppendAsync(AuditEntry entry, DbTransaction transaction, CancellationToken cancellationToken);
}

/// <summary>Who did what to what. Never holds a secret or the text of an event.</summary>
/// <param name="Organization">Whose chain it belongs to.</param>
/// <param name="Actor">
/// Who did it, by the verified credential: <c>key:ID</c>, <c>member:ID</c>, <see cref="Operator"/> or
/// <see cref="System"/>.
/// </param>
/// <param name="Action"><c>module.deed</c>, past tense: <c>keys.issued</c>.</param>
/// <param name="Subject">What it was done to: <c>key:ID</c>, <c>stream:ID</c>.</param>
public sealed record AuditEntry(OrganizationId Organization, string Actor, string Action, string Subject)
{
    /// <summary>The operator of the installation, by its commands.</summary>
    public const string Operator = "operator";

    /// <summary>The installation by itself: a reaction or a job.</summary>
    public const string System = "system";

    /// <summary>What else there is to know, by name.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}
