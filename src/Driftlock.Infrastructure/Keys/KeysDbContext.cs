using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Keys;

/// <summary>The tables of keys.</summary>
internal sealed class KeysDbContext(DbContextOptions<KeysDbContext> options, IDatabaseAccess access, TimeProvider clock)
    : ModuleDbContext(options, Schema, access, clock), IKeysDb
{
    public const string Schema = "keys";

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<KeyOwner> KeyOwners => Set<KeyOwner>();
}
