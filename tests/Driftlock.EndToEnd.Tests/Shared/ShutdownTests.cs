using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Npgsql;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>An end that was asked for, in the middle of work.</summary>
public sealed class ShutdownTests
{
    private const int Callers = 8;
    private const int EventsPerCall = 20;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task F_17_Told_to_end_under_load_it_ends_in_time_and_loses_nothing_that_it_accepted()
    {
        var service = await RunningService.StartAsync();
        var (accepted, broken) = (0, 0);
        using var enough = new SemaphoreSlim(0);

        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller))).ToList();
        for (var i = 0; i < 5 * Callers; i++) await enough.WaitAsync();
        await service.SignalAsync("TERM");
        var waited = Stopwatch.StartNew();
        var ended = await service.EndedAsync();

        waited.Elapsed.Should().BeLessThan(LongestEnd);
        ended.ExitCode.Should().Be(0, ended.Error);
        await Task.WhenAll(callers);
        var stored = await StoredAsync(service);
        stored.Should().BeGreaterThanOrEqualTo((long)accepted * EventsPerCall)
            .And.BeLessThanOrEqualTo((long)(accepted + broken) * EventsPerCall);

        async Task CallAsync(int number)
        {
            using var caller = service.NewCaller(service.Key);
            var events = Enumerable.Range(0, EventsPerCall).Select(i => $"GET /cart/{i} 200 {number} ms").ToArray();
            while (true)
            {
                try
                {
                    var answer = await caller.PostAsJsonAsync(
                        "/api/v1/anomalies/detect", new { stream = $"stream-{number % 3}", events });
                    answer.StatusCode.Should().Be(HttpStatusCode.OK);
                    await answer.Content.ReadAsByteArrayAsync();
                    Interlocked.Increment(ref accepted);
                    enough.Release();
                }
                catch (HttpRequestException)
                {
                    // Gone, perhaps in the middle of an answer.
                    Interlocked.Increment(ref broken);
                    return;
                }
            }
        }
    }

    private static async Task<long> StoredAsync(RunningService service)
    {
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var role = new NpgsqlCommand("set role driftlock_worker", connection);
        await role.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand("select sum(cardinality(ends)) from detection.log", connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
