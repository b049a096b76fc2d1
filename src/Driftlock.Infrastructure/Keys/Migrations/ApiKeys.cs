using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Keys.Migrations;

/// <summary>Keys, and how they are found.</summary>
[DbContext(typeof(KeysDbContext))]
[Migration("0001_api_keys")]
internal sealed class ApiKeys : SqlMigration;
