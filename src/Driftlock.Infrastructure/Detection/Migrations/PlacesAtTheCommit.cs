using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>Places of anomalies that the database gives by itself.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0010_places_at_the_commit")]
internal sealed class PlacesAtTheCommit : SqlMigration;
