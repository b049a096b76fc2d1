using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared.Migrations;

/// <summary>No outbox notifies by itself.</summary>
[DbContext(typeof(SharedDbContext))]
[Migration("0006_told_after_the_commit")]
internal sealed class ToldAfterTheCommit : SqlMigration;
