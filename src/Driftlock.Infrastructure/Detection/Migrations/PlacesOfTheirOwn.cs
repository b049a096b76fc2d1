using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Places in a table of their own: no anomaly is written twice.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0013_places_of_their_own")]
internal sealed class PlacesOfTheirOwn : SqlMigration;
