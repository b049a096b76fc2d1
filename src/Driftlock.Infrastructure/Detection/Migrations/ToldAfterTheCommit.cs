using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>No trigger notifies the live streams.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0011_told_after_the_commit")]
internal sealed class ToldAfterTheCommit : SqlMigration;
