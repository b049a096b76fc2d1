using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Detection.Migrations;

/// <summary>A quicker way of packing what the log keeps.</summary>
[DbContext(typeof(DetectionDbContext))]
[Migration("0009_packed_by_lz4")]
internal sealed class PackedByLz4 : SqlMigration;
