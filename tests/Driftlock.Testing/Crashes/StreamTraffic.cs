using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Crashes;

/// <summary>
/// What clients do to an installation: several send events of one stream, small requests and such as are scored before the
/// stream is locked, some that do not teach; others judge anomalies, change the profile, move the anchor, make streams and
/// delete them, analyse. It remembers what was answered.
/// </summary>
public sealed class StreamTraffic(PatientClient client, ulong seed)
{
    /// <summary>The stream that they share.</summary>
    public const string Stream = "raced";

    /// <summary>Events that teach it, and one of the short-lived ones.</summary>
    public const int Baseline = 400;

    /// <summary>Events that two requests send to a short-lived stream at once; each crosses the end of the baseline.</summary>
    public const int Crossing = 450;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);
    private static readonly string[] Profiles = ["sensitive", "balanced", "strict"];

    private readonly ConcurrentDictionary<string, string> events = new();
    private readonly ConcurrentDictionary<string, JsonNode> anomalies = new();
    private readonly ConcurrentDictionary<string, int> crossed = new();

    /// <summary>The text of each event of the shared stream, by its id; all of them have been answered once it is quiet.</summary>
    public IReadOnlyDictionary<string, string> Events => events;

    /// <summary>Anomalies that were answered, by id.</summary>
    public IReadOnlyDictionary<string, JsonNode> Anomalies => anomalies;

    /// <summary>Short-lived streams, by id, with the events of each that were to be judged.</summary>
    public IReadOnlyDictionary<string, int> Crossed => crossed;

    /// <summary>Teaches the stream.</summary>
    public Task TeachAsync()
    {
        var log = new SyntheticLog(new Chance(seed));
        return SendAsync(Stream, [.. Enumerable.Range(0, Baseline).Select(each => Text(log))], "taught", learn: true);
    }

    /// <summary>All clients at once, until they are told to stop; each ends with the answer that it waits for.</summary>
    /// <param name="stop">Tells them.</param>
    /// <param name="rounds">Requests that each of them makes at most.</param>
    public Task RunAsync(CancellationToken stop, int rounds = int.MaxValue) => Task.WhenAll(
        LoopAsync(1, rounds, DetectAsync, stop),
        LoopAsync(2, rounds, DetectAsync, stop),
        LoopAsync(3, rounds, JudgeAsync, stop),
        LoopAsync(4, rounds, RarelyAsync, stop));

    private async Task LoopAsync(
        int number, int rounds, Func<int, int, Chance, SyntheticLog, Task> work, CancellationToken stop)
    {
        var chance = Chance.ForPart(seed, number);
        var log = new SyntheticLog(Chance.ForPart(seed, 100 + number));
        for (var round = 0; round < rounds && !stop.IsCancellationRequested; round++)
        {
            await work(number, round, chance, log);
            await Task.Delay(Pace, CancellationToken.None);
        }
    }

    private Task DetectAsync(int number, int round, Chance chance, SyntheticLog log)
    {
        var count = chance.OneIn(12) ? chance.Between(201, 230) : chance.Between(1, 12);
        string[] lines = [.. Enumerable.Range(0, count).Select(_ => chance.OneIn(25) ? Odd(chance) : Text(log))];
        return SendAsync(Stream, lines, $"{number}-{round}", learn: !chance.OneIn(5), service: number + round);
    }

    private async Task JudgeAsync(int number, int round, Chance chance, SyntheticLog log)
    {
        if (chance.OneIn(12))
        {
            await client.PostAsync($"/api/v1/streams/{Stream}/anchor", new JsonObject(), round);
        }
        else if (chance.OneIn(2) || anomalies.IsEmpty)
        {
            var body = new JsonObject { ["profile"] = chance.Of(Profiles) };
            await client.SendAsync(HttpMethod.Patch, $"/api/v1/streams/{Stream}/profile", body, round);
        }
        else
        {
            var anomaly = anomalies.Keys.Order(StringComparer.Ordinal).ElementAt(chance.Below(anomalies.Count));
            var body = new JsonObject { ["verdict"] = chance.OneIn(2) ? "confirmed" : "false_positive" };
            await client.PostAsync($"/api/v1/anomalies/{anomaly}/feedback", body, round);
        }
    }

    // What takes much of the machine and is interesting as such.
    private Task RarelyAsync(int number, int round, Chance chance, SyntheticLog log) => (round % 8) switch
    {
        2 => CrossAsync(round, log),
        _ => AnalyzeAsync(round, log),
    };

    // Two requests see the baseline unfinished and reserve for what lies beyond it; the second finds that to be too little,
    // gives its units back and reserves for all.
    private async Task CrossAsync(int round, SyntheticLog log)
    {
        var slug = $"crossed-{round}";
        string[] lines = [.. Enumerable.Range(0, 2 * Crossing).Select(_ => Text(log))];
        var answers = await Task.WhenAll(
            SendAsync(slug, lines[..Crossing], "first", learn: true, service: 0),
            SendAsync(slug, lines[Crossing..], "second", learn: true, service: 1));
        crossed[answers[0]["stream"]!["id"]!.GetValue<string>()] = (2 * Crossing) - Baseline;
        await client.SendAsync(HttpMethod.Delete, $"/api/v1/streams/{slug}", body: null, round);
    }

    private async Task AnalyzeAsync(int round, SyntheticLog log)
    {
        string[] lines = [.. Enumerable.Range(0, 160).Select(_ => Text(log))];
        await client.PostAsync("/api/v1/analyze", new JsonObject { ["events"] = Array(lines.Select(line => JsonValue.Create(line))) }, round);
    }

    private async Task<JsonNode> SendAsync(string stream, string[] lines, string name, bool learn, int service = 0)
    {
        var sent = lines.Select((line, at) => (Id: $"{name}-{at}", Text: line)).ToList();
        var body = new JsonObject
        {
            ["stream"] = stream,
            ["learn"] = learn,
            ["events"] = Array(sent.Select(one => new JsonObject { ["id"] = one.Id, ["body"] = one.Text })),
        };
        var answer = await client.PostAsync("/api/v1/anomalies/detect", body, service);
        if (stream != Stream) return answer;

        foreach (var (id, text) in sent) events[id] = text;
        foreach (var anomaly in answer["anomalies"]!.AsArray()) anomalies[anomaly!["id"]!.GetValue<string>()] = anomaly;
        return answer;
    }

    private static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    private static string Text(SyntheticLog log) => Encoding.UTF8.GetString(log.NextLine());

    // Of a few kinds, so that feedback on one is met again.
    private static string Odd(Chance chance) => string.Create(
        CultureInfo.InvariantCulture, $"PANIC {Kinds[chance.Below(Kinds.Length)]} at 0x{chance.Next():x}");

    private static readonly string[] Kinds =
        ["no space left on device", "kernel stack corrupted", "clock went backwards", "checksum mismatch in page"];
}
