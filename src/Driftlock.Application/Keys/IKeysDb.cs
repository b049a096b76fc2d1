using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Keys;

/// <summary>The tables of keys, as far as the organization of the scope of work may see them.</summary>
public interface IKeysDb : IModuleDb
{
    /// <summary>The organization's keys.</summary>
    DbSet<ApiKey> ApiKeys { get; }

    /// <summary>Which digest is whose, over all organizations.</summary>
    DbSet<KeyOwner> KeyOwners { get; }
}
