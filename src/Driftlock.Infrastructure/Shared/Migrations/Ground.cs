using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared.Migrations;

/// <summary>The roles, and the functions by which every later table gets its walls.</summary>
[DbContext(typeof(SharedDbContext))]
[Migration("0001_ground")]
internal sealed class Ground : SqlMigration;
