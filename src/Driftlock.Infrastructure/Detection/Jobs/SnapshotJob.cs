using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Jobs;

/// <summary>Takes snapshots of the streams whose log has grown most since their last one.</summary>
internal sealed class SnapshotJob(Database database, IServiceScopeFactory scopes) : IScheduledWork
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
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
            var snapshots = scope.ServiceProvider.GetRequiredService<StreamSnapshots>();
            if (await snapshots.TakeAsync(organization, stream, cancellationToken)) taken++;
        }

        return taken;
    }
}
