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
internal sealed class SnapshotJob(Database database, IServiceScopeFactory scopes, ILogger<SnapshotJob> log)
    : IScheduledWork
{
    /// <summary>Entries are events: so many are replayed in well under a second.</summary>
    private const long GrownBy = 5000;

    private const int MostPerRun = 200;

    async Task IScheduledWork.RunAsync(CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    /// <summary>Takes those that are due.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var due = database.Worker.CreateCommand("""
            select organization, stream from detection.heads
            where sequence - snapshot_sequence >= $1
            order by sequence - snapshot_sequence desc
            limit $2
            """);
        due.Parameters.Add(new NpgsqlParameter<long> { TypedValue = GrownBy });
        due.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostPerRun });
        return await TakeAsync(due, cancellationToken);
    }

    /// <summary>Takes one of each stream that the statement names.</summary>
    public async Task<int> TakeAsync(NpgsqlCommand organizationsAndStreams, CancellationToken cancellationToken)
    {
        var taken = 0;
        foreach (var (organization, stream) in await organizationsAndStreams.ReadStreamsAsync(cancellationToken))
        {
            try
            {
                if (await TakeAsync(organization, stream, cancellationToken)) taken++;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One that is broken holds up no other. A database that is away would fail them all, and fails this.
                DetectionLog.CannotTakeSnapshot(log, failure, organization.Value, stream.Value);
                await using var ask = database.Worker.CreateCommand("select 1");
                await ask.ExecuteScalarAsync(cancellationToken);
            }
        }

        return taken;
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
