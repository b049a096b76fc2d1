using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Anomalies in the order in which they were committed, and signals of what is new.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0003_feed")]
internal sealed class Feed : SqlMigration;
