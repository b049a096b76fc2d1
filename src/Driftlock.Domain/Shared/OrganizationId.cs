namespace Driftlock.Domain.Shared;

/// <summary>Names the tenant that a row, a request or a message belongs to.</summary>
public readonly record struct OrganizationId(Guid Value) : ITypedId<OrganizationId>
{
    /// <inheritdoc/>
    public static OrganizationId From(Guid value) => new(value);
}
