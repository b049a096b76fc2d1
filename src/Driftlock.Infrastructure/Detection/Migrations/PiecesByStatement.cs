using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Only the greater pieces of a plot are made by the database.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0014_pieces_by_statement")]
internal sealed class PiecesByStatement : SqlMigration;
