using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>What people said of anomalies, and the inbox.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0004_inbox")]
internal sealed class Inbox : SqlMigration;
