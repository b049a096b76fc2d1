using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared.Migrations;

/// <summary>Stored answers, the keys of data protection, and clocks that can be moved.</summary>
[DbContext(typeof(SharedDbContext))]
[Migration("0003_edge")]
internal sealed class Edge : SqlMigration;
