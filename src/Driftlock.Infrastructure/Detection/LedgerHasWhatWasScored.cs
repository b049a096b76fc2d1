using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Infrastructure.Detection;

/// <summary>
/// What a stream's log has as scored, Billing has booked, or a message is on its way that says so. Of streams whose log is
/// there as a whole, in a sample that is drawn anew each time.
/// </summary>
internal sealed class LedgerHasWhatWasScored(Database database, IServiceScopeFactory scopes) : IInvariant
{
    /// <summary>Streams drawn.</summary>
    public const int MostStreams = 200;

    /// <summary>Longest log that is counted, in events.</summary>
    public const int LongestLog = 200_000;

    private const string Drawn = """
        select organization, stream from detection.heads where sequence between 1 and $2 order by random() limit $1
        """;

    // Of one moment: what is scored, and what of it has not reached Billing yet. No row of a stream that is gone since, or
    // of which retention took something.
    private const string Scored = """
        select
            (select count(*) from detection.log l, unnest(l.flags) flag where l.stream = $1 and flag & 1 = 0),
            (select coalesce(sum((o.content ->> 'units')::bigint), 0) from detection.outbox o
                where o.name = $2 and o.content ->> 'stream' = $1::text)
        from detection.heads h
        where h.stream = $1 and h.sequence = (select sum(l.length) from detection.log l where l.stream = $1)
        """;

    public string Name => "detection: what the logs have as scored is booked, in a sample";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var draw = database.Worker.CreateCommand(Drawn);
        draw.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostStreams });
        draw.Parameters.Add(new NpgsqlParameter<int> { TypedValue = LongestLog });
        var breaches = new List<string>();
        foreach (var (organization, stream) in await draw.ReadStreamsAsync(cancellationToken))
        {
            // Work goes on meanwhile: what was booked before was scored by then, and what is scored is booked in the end.
            var before = await BookedAsync(organization, stream, cancellationToken);
            if (await ScoredAsync(stream, cancellationToken) is not var (scored, waiting)) continue;

            var after = await BookedAsync(organization, stream, cancellationToken);
            if (before <= scored && scored - waiting <= after) continue;

            breaches.Add($"stream {stream.Value}: its log has {scored} events as scored, {waiting} wait to be booked, "
                + $"and the ledger has {after}");
        }

        return breaches;
    }

    private async Task<(long Scored, long Waiting)?> ScoredAsync(StreamId stream, CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Scored);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EventNames.Of(typeof(DetectionsSettled)) });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }

    private async Task<long> BookedAsync(
        OrganizationId organization, StreamId stream, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var booked = await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new GetBookedEvents(organization, stream), cancellationToken);
        return booked.IsSuccess ? booked.Value : throw new InvalidOperationException(booked.Error.Message);
    }
}
