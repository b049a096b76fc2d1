using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Identity.Migrations;

/// <summary>Lets the worker take away links and sessions that are over.</summary>
[DbContext(typeof(IdentityDbContext))]
[Migration("0003_purged_tokens")]
internal sealed class PurgedTokens : SqlMigration;
