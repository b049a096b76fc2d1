using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Scores in pieces, of which a plot reads few however long the stretch is.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0005_score_pieces")]
internal sealed class ScorePieces : SqlMigration;
