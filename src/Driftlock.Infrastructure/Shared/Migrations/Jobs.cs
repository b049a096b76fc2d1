using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared.Migrations;

/// <summary>The tables of the scheduler.</summary>
[DbContext(typeof(SharedDbContext))]
[Migration("0004_jobs")]
internal sealed class Jobs : SqlMigration;
