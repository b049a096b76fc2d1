using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>What became of requests that may come again.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0002_receipts")]
internal sealed class Receipts : SqlMigration;
