using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Identity.Migrations;

/// <summary>Members, the links by which they sign in, and their sessions.</summary>
[DbContext(typeof(IdentityDbContext))]
[Migration("0002_sessions")]
internal sealed class Sessions : SqlMigration;
