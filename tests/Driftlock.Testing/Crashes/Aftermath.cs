using System.Diagnostics;
using Driftlock.Application.Billing;
using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Testing.Crashes;

/// <summary>What an installation's database says after all that happened to it, beside what its clients were told.</summary>
public sealed class Aftermath(Installation installation) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    // Past every lease, so that what is still reserved was left behind.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(6);

    private readonly ServiceProvider services = MigratedDatabase.Services(
        installation.ConnectionString, parts => parts.AddSingleton<TimeProvider>(new LaterTime(Ahead)));

    private OrganizationId Organization => OrganizationId.From(installation.Organization);

    private NpgsqlDataSource Worker => services.GetRequiredService<Database>().Worker;

    /// <summary>What <c>driftlock-api check</c> finds now.</summary>
    public async Task<IReadOnlyList<string>> BreachesAsync()
    {
        await using var scope = services.CreateAsyncScope();
        var breaches = new List<string>();
        foreach (var invariant in scope.ServiceProvider.GetServices<IInvariant>())
        {
            var found = await PatientlyAsync(() => invariant.BreachesAsync(CancellationToken.None));
            breaches.AddRange(found.Select(breach => $"{invariant.Name}: {breach}"));
        }

        return breaches;
    }

    /// <summary>Waits until every message has got through, and frees what dead processes had reserved.</summary>
    public async Task SettleAsync()
    {
        await UntilNoneAsync("""
            select (select count(*) from detection.outbox) + (select count(*) from billing.outbox)
                + (select count(*) from keys.outbox) + (select count(*) from identity.outbox)
            """);
        foreach (var run in await ListAsync<Guid>("select run from billing.reservations where state = 'pending'"))
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
                new FreeExpiredReservation(Organization, run));
        }
    }

    /// <summary>What is not as the clients were told, and what is not as one model alone would have it.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(StreamTraffic traffic)
    {
        var log = await LogAsync();
        var differences = new List<string>();
        differences.AddRange(await EventDifferencesAsync(traffic));
        differences.AddRange(await AnomalyDifferencesAsync(traffic));
        differences.AddRange(await UnitDifferencesAsync(traffic, log));
        var digest = await ListAsync<string>($"""
            select h.model_digest from detection.heads h join detection.streams s on s.id = h.stream
            where s.slug = '{StreamTraffic.Stream}'
            """);
        differences.AddRange(OneFold.Differences(log, services.GetRequiredService<IAnomalyScorer>(), digest[0]));
        differences.AddRange(await Twin.DifferencesAsync(log, await AnomaliesAsync()));
        return differences;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<IEnumerable<string>> EventDifferencesAsync(StreamTraffic traffic)
    {
        var stored = await ListAsync<string>($"""
            select given.id || ' ' || convert_from(substring(
                texts from coalesce(ends[place::integer - 1], 0) + 1
                for ends[place::integer] - coalesce(ends[place::integer - 1], 0)), 'UTF8')
            from detection.log l join detection.streams s on s.id = l.stream,
                unnest(client_ids) with ordinality as given (id, place)
            where s.slug = '{StreamTraffic.Stream}' and kind = 0
            """);
        var sent = traffic.Events.Select(one => $"{one.Key} {one.Value}").ToHashSet();
        return
        [
            .. stored.GroupBy(one => one).Where(same => same.Count() > 1).Select(same => $"twice in the log: {same.Key}"),
            .. stored.Where(one => !sent.Contains(one)).Select(one => $"in the log and never sent: {one}"),
            .. sent.Except(stored).Select(one => $"answered and not in the log: {one}"),
        ];
    }

    private async Task<IEnumerable<string>> AnomalyDifferencesAsync(StreamTraffic traffic)
    {
        var stored = (await AnomaliesAsync()).ToDictionary(anomaly => anomaly.Id.Value.ToString());
        return traffic.Anomalies
            .Where(told => !stored.TryGetValue(told.Key, out var anomaly)
                || told.Value["bits"]!.GetValue<double>() != anomaly.Bits
                || told.Value["p_value"]!.GetValue<double>() != anomaly.PValue)
            .Select(told => $"an anomaly was answered that is not stored so: {told.Value.ToJsonString()}");
    }

    private async Task<IEnumerable<string>> UnitDifferencesAsync(StreamTraffic traffic, IReadOnlyList<LogEntry> log)
    {
        var booked = (await ListAsync<string>("""
            select stream || ' ' || sum(units) from billing.ledger
            where stream is not null and kind <> 'rejected' group by stream
            """)).ToHashSet();
        var scored = log.Where(entry => entry.Kind == LogEntryKind.Events).Sum(entry => entry.Length);
        var due = traffic.Crossed.Append(KeyValuePair.Create(
            log[0].Stream.Value.ToString(), scored - StreamTraffic.Baseline));
        return
        [
            .. due.Select(one => $"{one.Key} {one.Value}").Where(one => !booked.Contains(one))
                .Select(one => $"scored of stream {one}, the ledger says {string.Join(", ", booked)}"),
            .. (await ListAsync<Guid>("select run from billing.reservations where state = 'pending'"))
                .Select(run => $"still reserved: {run}"),
        ];
    }

    private async Task<IReadOnlyList<LogEntry>> LogAsync()
    {
        await using var scope = EnteredScope();
        var db = scope.ServiceProvider.GetRequiredService<IDetectionDb>();
        var stream = await db.Streams.SingleAsync(one => one.Slug == StreamTraffic.Stream);
        return await db.Log.AsNoTracking().Where(entry => entry.Stream == stream.Id)
            .OrderBy(entry => entry.Sequence).ToListAsync();
    }

    private async Task<IReadOnlyList<Anomaly>> AnomaliesAsync()
    {
        await using var scope = EnteredScope();
        var db = scope.ServiceProvider.GetRequiredService<IDetectionDb>();
        var stream = await db.Streams.SingleAsync(one => one.Slug == StreamTraffic.Stream);
        return await db.Anomalies.AsNoTracking().Where(anomaly => anomaly.Stream == stream.Id)
            .OrderBy(anomaly => anomaly.Sequence).ToListAsync();
    }

    private AsyncServiceScope EnteredScope()
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(Organization);
        return scope;
    }

    private async Task UntilNoneAsync(string count)
    {
        for (var waited = Stopwatch.StartNew(); (await ListAsync<long>(count))[0] > 0; await Task.Delay(BetweenLooks))
        {
            if (waited.Elapsed > Patience) throw new TimeoutException("Messages do not get through.");
        }
    }

    private Task<List<T>> ListAsync<T>(string statement) => PatientlyAsync(async () =>
    {
        await using var command = Worker.CreateCommand(statement);
        await using var row = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await row.ReadAsync()) values.Add(await row.GetFieldValueAsync<T>(0));
        return values;
    });

    // A database that has just crashed is away for a moment.
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(BetweenLooks))
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException failure) when (waited.Elapsed < Patience && failure is not PostgresException { SqlState: [not '5', ..] })
            {
                // Class 57: it stops or starts.
            }
        }
    }

    private sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
