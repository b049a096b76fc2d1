using Driftlock.Application.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Shared;

/// <summary>What belongs to no module: the functions of migrations, and tables that all modules use through ports.</summary>
public sealed class SharedDbContext(
    DbContextOptions<SharedDbContext> options, IDatabaseAccess access, TimeProvider clock)
    : ModuleDbContext(options, Schema, access, clock)
{
    /// <summary>Its schema.</summary>
    public const string Schema = "shared";
}
