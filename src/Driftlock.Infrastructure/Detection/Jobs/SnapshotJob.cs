using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Jobs;

/// <summary>Takes snapshots of the streams whose log has grown most since their last one.</summary>
internal sealed class SnapshotJob(
    Database database, IServiceScopeFactory scopes, BrokenStreams broken, ILogger<SnapshotJob> log) : IScheduledWork
{
    /// <summary>Entries are events: so many are replayed in well under a second.</summary>
    private const long GrownBy = 5000;

    /// <summary>Snapshots that a run takes.</summary>
    public const int MostPerRun = 200;

    async Task IScheduledWork.RunAsync(CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    /// <summary>Takes those that are due.</summary>
    /// <returns>How many were taken.</returns>
    /// <exception cref="InvalidOperationException">Some could not be taken; the others were.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var due = database.Worker.CreateCommand("""
            select organization, stream from detection.heads
            where sequence - snapshot_sequence >= $1
            order by sequence - snapshot_sequence desc
            limit $2
            """);
        due.Parameters.Add(new NpgsqlParameter<long> { TypedValue = GrownBy });
        due.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostPerRun + BrokenStreams.Most });
        var (taken, failure) = await TakeAsync(due, MostPerRun, cancellationToken);
        if (failure is not null) throw new InvalidOperationException("Snapshots that are due were not taken.", failure);

        return taken;
    }

    /// <summary>Takes one of each stream that the statement names; one that is broken holds up no other.</summary>
    /// <returns>How many were taken, and the first failure, if any.</returns>
    public async Task<(int Taken, Exception? Failure)> TakeAsync(
        NpgsqlCommand organizationsAndStreams, int most, CancellationToken cancellationToken)
    {
        var (taken, first) = (0, (Exception?)null);
        foreach (var (organization, stream) in await organizationsAndStreams.ReadStreamsAsync(cancellationToken))
        {
            if (taken == most) break;

            if (broken.FailureOf(stream) is { } before)
            {
                first ??= before;
                continue;
            }

            try
            {
                if (await TakeAsync(organization, stream, cancellationToken)) taken++;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                first ??= failure;
                DetectionLog.CannotTakeSnapshot(log, failure, organization.Value, stream.Value);
                // A database that is away would fail them all, and fails this.
                await using var ask = database.Worker.CreateCommand("select 1");
                await ask.ExecuteScalarAsync(cancellationToken);
                broken.Add(stream, failure);
            }
        }

        return (taken, first);
    }

    private async Task<bool> TakeAsync(
        OrganizationId organization, StreamId stream, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        return await scope.ServiceProvider.GetRequiredService<StreamSnapshots>()
            .TakeAsync(organization, stream, cancellationToken);
    }
}
