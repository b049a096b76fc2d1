using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>The events of a stretch of a log, with each entry unpacked once.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0007_events_by_unnest")]
internal sealed class EventsByUnnest : SqlMigration;
