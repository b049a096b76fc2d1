using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>No detection waits for the row that counts places.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0012_places_after_the_commit")]
internal sealed class PlacesAfterTheCommit : SqlMigration;
