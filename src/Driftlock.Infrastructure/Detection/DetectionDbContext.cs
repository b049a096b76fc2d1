using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection;

/// <summary>The tables of detection.</summary>
public sealed class DetectionDbContext(
    DbContextOptions<DetectionDbContext> options, IDatabaseAccess access, TimeProvider clock)
    : ModuleDbContext(options, Schema, access, clock), IDetectionDb
{
    /// <summary>Its schema.</summary>
    public const string Schema = "detection";

    /// <inheritdoc/>
    public DbSet<EventStream> Streams => Set<EventStream>();

    /// <inheritdoc/>
    public DbSet<StreamHead> Heads => Set<StreamHead>();

    /// <inheritdoc/>
    public DbSet<LogEntry> Log => Set<LogEntry>();

    /// <inheritdoc/>
    public DbSet<ClientId> ClientIds => Set<ClientId>();

    /// <inheritdoc/>
    public DbSet<Receipt> Receipts => Set<Receipt>();

    /// <inheritdoc/>
    public DbSet<TeachingDay> TeachingDays => Set<TeachingDay>();

    /// <inheritdoc/>
    public DbSet<Anomaly> Anomalies => Set<Anomaly>();

    /// <inheritdoc/>
    public DbSet<AnomalyFeed> Feeds => Set<AnomalyFeed>();

    /// <inheritdoc/>
    public DbSet<FeedPlace> Places => Set<FeedPlace>();

    /// <inheritdoc/>
    public DbSet<AnomalyGroup> Groups => Set<AnomalyGroup>();

    internal DbSet<Snapshot> Snapshots => Set<Snapshot>();

    /// <summary>The stream's head, held until the transaction ends: who has it appends alone, in all processes.</summary>
    internal Task<StreamHead?> LockHeadAsync(StreamId stream, CancellationToken cancellationToken) => Heads
        .FromSql($"select * from detection.heads where stream = {stream.Value} for update")
        .SingleOrDefaultAsync(cancellationToken);
}
