using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Testing.Crashes;

/// <summary>What an installation's database says after all that happened to it, beside what its clients were told.</summary>
public sealed class Aftermath(Installation installation) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private const string Waiting = """
        select (select count(*) from detection.outbox) + (select count(*) from billing.outbox)
            + (select count(*) from keys.outbox) + (select count(*) from identity.outbox)
        """;

    private const string StoredTexts = """
        select convert_from(substring(l.texts from coalesce(l.ends[place - 1], 0) + 1
            for l.ends[place] - coalesce(l.ends[place - 1], 0)), 'UTF8')
        from detection.log l join detection.streams s on s.id = l.stream, generate_subscripts(l.ends, 1) place
        where s.slug = 'raced'
        """;

    private const string Booked = """
        select coalesce(stream::text, ''), sum(units) from billing.ledger where kind <> 'rejected' group by stream
        """;

    private const string StreamIds = "select id::text, 0 from detection.streams where slug in ('raced', 'twin')";

    private readonly ServiceProvider services = MigratedDatabase.Services(installation.ConnectionString);

    /// <summary>What <c>driftlock-api check</c> finds now.</summary>
    public async Task<IReadOnlyList<string>> BreachesAsync()
    {
        await using var scope = services.CreateAsyncScope();
        var breaches = new List<string>();
        foreach (var invariant in scope.ServiceProvider.GetServices<IInvariant>())
        {
            var found = await invariant.BreachesAsync(CancellationToken.None);
            breaches.AddRange(found.Select(breach => $"{invariant.Name}: {breach}"));
        }

        return breaches;
    }

    /// <summary>Waits until every message has got through, and frees what dead processes had reserved.</summary>
    public async Task SettleAsync()
    {
        for (var waited = Stopwatch.StartNew(); (await ListAsync<long>(Waiting))[0] > 0; await Task.Delay(BetweenLooks))
        {
            if (waited.Elapsed > Patience) throw new TimeoutException("Messages do not get through.");
        }

        foreach (var run in await ListAsync<Guid>("select run from billing.reservations where state = 'pending'"))
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
                new FreeExpiredReservation(installation.Organization, run));
        }
    }

    /// <summary>What is not as the clients were told.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(StreamTraffic told) =>
    [
        .. told.Surprises,
        .. TextDifferences(told.Texts, await ListAsync<string>(StoredTexts)),
        .. await AnomalyDifferencesAsync(told),
        .. await UnitDifferencesAsync(told),
    ];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static IEnumerable<string> TextDifferences(IReadOnlyCollection<string> answered, IReadOnlyList<string> stored)
    {
        var (sent, kept) = (answered.ToHashSet(), stored.ToHashSet());
        return
        [
            .. stored.GroupBy(text => text).Where(same => same.Count() > 1).Select(same => $"twice in the log: {same.Key}"),
            .. kept.Except(sent).Select(text => $"in the log and never answered: {text}"),
            .. sent.Except(kept).Select(text => $"answered and not in the log: {text}"),
        ];
    }

    private async Task<IEnumerable<string>> AnomalyDifferencesAsync(StreamTraffic told)
    {
        var stored = (await ReadAsync(
            "select id::text, array [bits, score, p_value, p_recent] from detection.anomalies",
            row => KeyValuePair.Create(row.GetString(0), row.GetFieldValue<double[]>(1)))).ToDictionary();
        return told.Anomalies
            .Where(one => !stored.TryGetValue(one.Key, out var numbers) || !numbers.SequenceEqual(Numbers(one.Value)))
            .Select(one => $"an anomaly was answered and is not stored so: {one.Value.ToJsonString()}");
    }

    private static IEnumerable<double> Numbers(JsonNode anomaly) =>
        new[] { "bits", "score", "p_value", "p_recent" }.Select(name => anomaly[name]!.GetValue<double>());

    private async Task<IEnumerable<string>> UnitDifferencesAsync(StreamTraffic told)
    {
        var booked = (await PairsAsync(Booked)).ToDictionary();
        var judged = told.Texts.Count - StreamTraffic.Baseline;
        var due = new Dictionary<string, long>(told.Deleted) { [""] = told.Analyzed };
        foreach (var (stream, _) in await PairsAsync(StreamIds)) due[stream] = judged;
        return
        [
            .. due.Where(one => booked.GetValueOrDefault(one.Key) != one.Value)
                .Select(one => $"scored of stream {one.Key}: {one.Value}, in the ledger {booked.GetValueOrDefault(one.Key)}"),
            .. booked.Keys.Except(due.Keys).Select(stream => $"in the ledger and never answered: stream {stream}"),
            .. (await ListAsync<Guid>("select run from billing.reservations where state = 'pending'"))
                .Select(run => $"still reserved: {run}"),
        ];
    }

    private async Task<IReadOnlyList<KeyValuePair<string, long>>> PairsAsync(string statement) =>
        await ReadAsync(
            statement, row => KeyValuePair.Create(row.GetString(0), Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture)));

    private Task<IReadOnlyList<T>> ListAsync<T>(string statement) => ReadAsync(statement, row => row.GetFieldValue<T>(0));

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string statement, Func<NpgsqlDataReader, T> value)
    {
        await using var command = services.GetRequiredService<Database>().Worker.CreateCommand(statement);
        await using var row = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await row.ReadAsync()) values.Add(value(row));
        return values;
    }
}
