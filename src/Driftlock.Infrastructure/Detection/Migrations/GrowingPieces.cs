using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Pieces that grow with each commit, which reads nothing of the log for them.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0008_growing_pieces")]
internal sealed class GrowingPieces : SqlMigration;
