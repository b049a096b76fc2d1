using Driftlock.Testing.Crashes;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>
/// A <c>kill -9</c> between any two steps loses nothing that was answered and doubles nothing; <c>build/bench crash</c> does
/// the same for longer.
/// </summary>
public sealed class CrashTests
{
    private const int Deaths = 20;

    // Its 16 places are most of those at which something is committed and nobody was told.
    private const ulong Seed = 987;

    [Fact]
    public async Task What_was_answered_is_there_once_however_often_the_service_dies()
    {
        var installation = await Installation.MakeAsync();
        await using var run = new CrashRun(installation, Seed);
        var behind = new List<string>();

        var report = await run.RunAsync(
            Strike.Deal(Deaths, Seed), (strike, found) => behind.AddRange(found.Select(one => $"{strike.Name}: {one}")));
        var (exitCode, said) = await ServiceProcess.RunAsync(installation.ConnectionString, fault: null, "check");

        behind.Should().BeEmpty();
        report.Breaches.Should().BeEmpty();
        (report.Events, report.Anomalies).Should().Match<(int Events, int Anomalies)>(
            done => done.Events > 2 * StreamTraffic.Baseline && done.Anomalies > 0, "else little was tried");
        exitCode.Should().Be(0, said);
    }

    [Fact]
    public async Task What_was_lost_doubled_or_changed_is_found()
    {
        var installation = await Installation.MakeAsync();
        await using var service = new RestartedService(installation.ConnectionString);
        await using var aftermath = new Aftermath(installation);
        var client = new PatientClient([service], installation.Key);
        await using var twin = new Twin(installation, client);
        var traffic = new StreamTraffic(client, Seed);
        await service.StartAsync();
        await traffic.TeachAsync();
        await traffic.RunAsync(CancellationToken.None, rounds: 20);
        await traffic.AnchorAsync(StreamTraffic.Stream);
        await twin.LiveAsync();
        await aftermath.SettleAsync();

        (await FindAsync()).Should().BeEmpty();
        foreach (var (damage, finding) in Damages)
        {
            await installation.AdministerAsync(damage);
            (await FindAsync()).Should().Contain(one => one.Contains(finding), damage);
        }

        async Task<IReadOnlyList<string>> FindAsync() =>
            [.. await aftermath.DifferencesAsync(traffic), .. await twin.DifferencesAsync()];
    }

    private static readonly (string Damage, string Finding)[] Damages =
    [
        ("update detection.log set bits[1] = bits[1] + 1e-9 where sequence = 0 and stream = (select min(stream::text)::uuid from detection.log)",
            "entry 0 is another at the twin"),
        ("update detection.anomalies set bits = bits + 1e-9", "is not stored so"),
        ("update detection.heads set model_digest = 'forged' where stream = (select min(stream::text)::uuid from detection.heads)",
            "the model is "),
        ("""
            insert into detection.log (organization, stream, sequence, length, kind, at, retention_days, learned, texts, ends,
                bits, scores, p_values, flags, flagged)
            select organization, stream, sequence + 1000000, length, kind, at, retention_days, learned, texts, ends, bits,
                scores, p_values, flags, flagged
            from detection.log where sequence = 0
            """, "twice in the log"),
        ("delete from detection.log where sequence < 500 and sequence > 0", "answered and not in the log"),
        ("""
            insert into billing.ledger (organization, run, kind, period_start, units, stream, why, at, booked_at)
            select organization, gen_random_uuid(), kind, period_start, 1, stream, why, at, booked_at
            from billing.ledger where kind = 'included' limit 1
            """, "in the ledger"),
        ("""
            insert into billing.reservations (organization, run, period_start, units, leased_until)
            select organization, gen_random_uuid(), period_start, 1, now() from billing.ledger limit 1
            """, "still reserved"),
    ];
}
