using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared.Migrations;

/// <summary>Relays are told which outbox to look into.</summary>
[DbContext(typeof(SharedDbContext))]
[Migration("0005_wake_by_schema")]
internal sealed class WakeBySchema : SqlMigration;
