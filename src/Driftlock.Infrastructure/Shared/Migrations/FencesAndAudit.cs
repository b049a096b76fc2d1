using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared.Migrations;

/// <summary>The fences of metered work, and the audit chains.</summary>
[DbContext(typeof(SharedDbContext))]
[Migration("0002_fences_and_audit")]
internal sealed class FencesAndAudit : SqlMigration;
