using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Streams with their logs, snapshots and anomalies.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0001_streams")]
internal sealed class Streams : SqlMigration;
