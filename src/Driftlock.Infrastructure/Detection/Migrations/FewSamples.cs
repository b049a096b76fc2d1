using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Few rows are looked at to learn how log and anomalies spread.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0016_few_samples")]
internal sealed class FewSamples : SqlMigration;
