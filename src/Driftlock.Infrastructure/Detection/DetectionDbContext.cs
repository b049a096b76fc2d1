using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
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
    public DbSet<AnomalyGroup> Groups => Set<AnomalyGroup>();

    internal DbSet<Snapshot> Snapshots => Set<Snapshot>();

    /// <summary>The stream's head, held until the transaction ends: who has it appends alone, in all processes.</summary>
    internal Task<StreamHead?> LockHeadAsync(StreamId stream, CancellationToken cancellationToken) => Heads
        .FromSql($"select * from detection.heads where stream = {stream.Value} for update")
        .SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Puts anomalies at the end of their organization's feed, whose row is held until the transaction ends: nobody else's
    /// are visible with a later place before these are.
    /// </summary>
    internal async Task PutIntoFeedAsync(
        OrganizationId organization, IReadOnlyList<Anomaly> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0) return;

        var ends = await Database.SqlQuery<long>($"""
            insert into detection.feeds as feed (organization, place) values ({organization.Value}, {found.Count})
            on conflict (organization) do update set place = feed.place + excluded.place
            returning place as "Value"
            """).ToListAsync(cancellationToken);
        for (var number = 0; number < found.Count; number++) found[number].PutAt(ends[0] - found.Count + number + 1);
    }
}
