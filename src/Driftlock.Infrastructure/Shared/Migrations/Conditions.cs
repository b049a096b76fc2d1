using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared.Migrations;

/// <summary>A function that gives up a transaction whose condition does not hold.</summary>
[DbContext(typeof(SharedDbContext))]
[Migration("0007_conditions")]
internal sealed class Conditions : SqlMigration;
