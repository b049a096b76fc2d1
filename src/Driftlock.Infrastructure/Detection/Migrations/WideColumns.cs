using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Wide columns are neither packed twice nor counted.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0015_wide_columns")]
internal sealed class WideColumns : SqlMigration;
