using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Keys.Migrations;

/// <summary>What nodes hear of changed keys, and when keys were used.</summary>
[DbContext(typeof(KeysDbContext))]
[Migration("0002_key_changes")]
internal sealed class KeyChanges : SqlMigration;
