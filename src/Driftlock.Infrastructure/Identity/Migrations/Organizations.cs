using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Identity.Migrations;

/// <summary>Organizations, and how they are found.</summary>
[DbContext(typeof(IdentityDbContext))]
[Migration("0001_organizations")]
internal sealed class Organizations : SqlMigration;
