using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>How long a stream keeps its events, where that is less than the plan's time.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0006_retention")]
internal sealed class Retention : SqlMigration;
