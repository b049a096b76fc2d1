using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Identity.Contracts;

/// <summary>Finds an organization. The scope of work is that organization's from then on.</summary>
/// <param name="IdOrSlug">Its id or its slug, as people write it.</param>
public sealed record FindOrganization(string IdOrSlug) : IQuery<FoundOrganization>;

/// <summary>An organization by its names.</summary>
public sealed record FoundOrganization(OrganizationId Id, string Slug, string Name);
