using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Crashes;

/// <summary>
/// What clients do to an installation at once: two send events of one stream, one of them with ids, one with an
/// <c>Idempotency-Key</c>; a third changes the profile and moves the anchor; a fourth analyses, and makes streams, crowds
/// their baselines and deletes them. It remembers what was answered.
/// </summary>
/// <param name="client">Who sends; each request until it is answered.</param>
/// <param name="seed">Decides what is sent.</param>
public sealed class StreamTraffic(PatientClient client, ulong seed)
{
    /// <summary>The stream that they share.</summary>
    public const string Stream = "raced";

    /// <summary>Events that teach it.</summary>
    public const int Baseline = 400;

    private const int ShortBaseline = 30;
    private const int CrowdingEvents = 40;
    private const int ManyCrowdingEvents = 210;
    private const int Crowding = 3;

    private static readonly string[] Profiles = ["sensitive", "balanced", "strict"];

    private readonly ConcurrentBag<string> texts = [];
    private readonly ConcurrentDictionary<string, JsonNode> anomalies = new();
    private readonly ConcurrentDictionary<string, long> deleted = new();
    private readonly ConcurrentBag<string> surprises = [];
    private long analyzed;

    /// <summary>How long a client waits between two requests.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The events of the shared stream that were answered, each another text.</summary>
    public IReadOnlyCollection<string> Texts => texts;

    /// <summary>Its anomalies that were answered, by id.</summary>
    public IReadOnlyDictionary<string, JsonNode> Anomalies => anomalies;

    /// <summary>Streams that are gone, by id, with the events of each that were to be paid for.</summary>
    public IReadOnlyDictionary<string, long> Deleted => deleted;

    /// <summary>Events that were judged in analyses, by the answers.</summary>
    public long Analyzed => Interlocked.Read(ref analyzed);

    /// <summary>Answers that no crash explains.</summary>
    public IReadOnlyCollection<string> Surprises => surprises;

    /// <summary>Teaches the stream.</summary>
    public Task TeachAsync()
    {
        var log = new SyntheticLog(new Chance(seed));
        return SendAsync("taught", Enumerable.Range(0, Baseline).Select(_ => Line(log)), learn: true, once: false);
    }

    /// <summary>All clients at once, until they are told to stop; each ends with the answer that it waits for.</summary>
    /// <param name="stop">Tells them.</param>
    /// <param name="rounds">Requests that each of them makes at most.</param>
    public async Task RunAsync(CancellationToken stop, int rounds = int.MaxValue)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(
            LoopAsync(1, (name, chance, log) => DetectAsync(name, chance, log, once: false)),
            LoopAsync(2, (name, chance, log) => DetectAsync(name, chance, log, once: true)),
            LoopAsync(3, (name, chance, _) => SettleAsync(name, chance)),
            LoopAsync(4, (name, chance, log) => chance.OneIn(2) ? CrowdAsync(name, chance, log) : AnalyzeAsync(name, log)));

        async Task LoopAsync(int number, Func<string, Chance, SyntheticLog, Task> work)
        {
            try
            {
                await WorkAsync(number, rounds, work, over.Token);
            }
            catch
            {
                // One that was refused ends the others too.
                await over.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Moves the anchor of a stream, which names its model.</summary>
    public Task AnchorAsync(string stream, string? once = null) =>
        client.SendAsync(HttpMethod.Post, $"/api/v1/streams/{stream}/anchor", once: once);

    private async Task WorkAsync(
        int number, int rounds, Func<string, Chance, SyntheticLog, Task> work, CancellationToken stop)
    {
        var chance = Chance.ForPart(seed, number);
        var log = new SyntheticLog(Chance.ForPart(seed, 100 + number));
        for (var round = 0; round < rounds && !stop.IsCancellationRequested; round++)
        {
            await work($"{number}-{round}", chance, log);
            await Task.Delay(Pace, CancellationToken.None);
        }
    }

    // Above 200 events they are scored before the stream is locked, where it is.
    private Task DetectAsync(string name, Chance chance, SyntheticLog log, bool once)
    {
        var count = chance.OneIn(12) ? chance.Between(201, 230) : chance.Between(1, 12);
        var events = Enumerable.Range(0, count).Select(_ => chance.OneIn(10) ? Odd(chance) : Line(log));
        return SendAsync(name, events, learn: !chance.OneIn(5), once);
    }

    private async Task SendAsync(string name, IEnumerable<string> events, bool learn, bool once)
    {
        string[] lines = [.. events.Select((text, place) => $"{text} request={name}/{place}")];
        var answer = await client.SendAsync(
            HttpMethod.Post,
            "/api/v1/anomalies/detect",
            Body(Stream, lines.Select((line, at) => once ? JsonValue.Create(line) : (JsonNode)WithId($"{name}-{at}", line)), learn),
            once ? name : null);

        foreach (var line in lines) texts.Add(line);
        foreach (var anomaly in answer["anomalies"]!.AsArray()) anomalies[anomaly!["id"]!.GetValue<string>()] = anomaly;
        // Under a key an answer is what was committed, however often the request came.
        if (once && answer["scored"]!.GetValue<int>() != lines.Length)
        {
            surprises.Add($"{name}: {lines.Length} events, {answer["scored"]} scored");
        }
    }

    private Task SettleAsync(string name, Chance chance) => chance.OneIn(8)
        ? AnchorAsync(Stream, name)
        : client.SendAsync(
            HttpMethod.Patch, $"/api/v1/streams/{Stream}/profile", new JsonObject { ["profile"] = chance.Of(Profiles) }, name);

    private async Task AnalyzeAsync(string name, SyntheticLog log)
    {
        var events = Enumerable.Range(0, 160).Select(_ => JsonValue.Create(Line(log)));
        var answer = await client.SendAsync(
            HttpMethod.Post, "/api/v1/analyze", new JsonObject { ["events"] = new JsonArray([.. events]) }, name);
        Interlocked.Add(ref analyzed, answer["scored"]!.GetValue<int>());
    }

    // All see the baseline unfinished and reserve for what lies beyond it; whoever comes after the first finds that to be too
    // little, gives its units back and reserves for all. No process has the model yet, so the first locks the stream, and
    // scores many events before it does.
    private async Task CrowdAsync(string name, Chance chance, SyntheticLog log)
    {
        var (slug, count) = ($"crowded-{name}", chance.OneIn(3) ? ManyCrowdingEvents : CrowdingEvents);
        await client.SendAsync(
            HttpMethod.Post,
            "/api/v1/streams",
            new JsonObject { ["slug"] = slug, ["baseline_events"] = ShortBaseline },
            settled: "detection.slug_taken");
        var answers = await Task.WhenAll(Enumerable.Range(0, Crowding).Select(part => client.SendAsync(
            HttpMethod.Post,
            "/api/v1/anomalies/detect",
            Body(slug, Enumerable.Range(0, count).Select(at => WithId($"{part}-{at}", Line(log))).ToArray(), learn: true))));
        deleted[answers[0]["stream"]!["id"]!.GetValue<string>()] = (Crowding * count) - ShortBaseline;
        await client.SendAsync(HttpMethod.Delete, $"/api/v1/streams/{slug}", settled: "detection.no_such_stream");
    }

    private static JsonObject Body(string stream, IEnumerable<JsonNode?> events, bool learn) =>
        new() { ["stream"] = stream, ["learn"] = learn, ["events"] = new JsonArray([.. events]) };

    private static JsonObject WithId(string id, string text) => new() { ["id"] = id, ["body"] = text };

    private static string Line(SyntheticLog log) => Encoding.UTF8.GetString(log.NextLine());

    private static string Odd(Chance chance) => string.Create(
        CultureInfo.InvariantCulture, $"PANIC {chance.Next():x16} checksum mismatch {chance.Next():x} {chance.Next():x}");
}
