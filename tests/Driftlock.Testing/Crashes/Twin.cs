using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Testing.Crashes;

/// <summary>A second stream that is sent what the log of the first one holds, in its order, while nothing happens.</summary>
/// <param name="installation">Where both are.</param>
/// <param name="client">Who sends.</param>
public sealed class Twin(Installation installation, PatientClient client) : IAsyncDisposable
{
    private const string Stream = "twin";

    // A row of the one is that of the other, but for what tells which stream it is and when it was.
    private const string Different = """
        with one as (select l.* from detection.log l join detection.streams s on s.id = l.stream where s.slug = 'raced'),
            other as (select l.* from detection.log l join detection.streams s on s.id = l.stream where s.slug = 'twin'),
            found as (select a.* from detection.anomalies a join detection.streams s on s.id = a.stream where s.slug = 'raced'),
            others as (select a.* from detection.anomalies a join detection.streams s on s.id = a.stream where s.slug = 'twin')
        select format('entry %s is another at the twin', sequence)
        from one full join other using (sequence)
        where (one.kind, one.length, one.learned, one.texts, one.ends, one.bits, one.scores, one.p_values, one.flags,
                one.flagged, one.content)
            is distinct from (other.kind, other.length, other.learned, other.texts, other.ends, other.bits, other.scores,
                other.p_values, other.flags, other.flagged, other.content)
        union all
        select format('the anomaly at %s is another at the twin', sequence)
        from found full join others using (sequence)
        where (found.text, found.bits, found.expected_bits, found.score, found.p_value, found.p_recent, found.p_deciding,
                found.calibration_events, found.severity, found.flags, found.explanation, found.words, found.alpha)
            is distinct from (others.text, others.bits, others.expected_bits, others.score, others.p_value, others.p_recent,
                others.p_deciding, others.calibration_events, others.severity, others.flags, others.explanation,
                others.words, others.alpha)
        union all
        select format('the model is %s, and %s at the twin', min(h.model_digest), max(h.model_digest))
        from detection.heads h join detection.streams s on s.id = h.stream
        where s.slug in ('raced', 'twin')
        having count(distinct h.model_digest) <> 1 or count(h.model_digest) <> 2
        limit 20
        """;

    private readonly ServiceProvider services = MigratedDatabase.Services(installation.ConnectionString);

    /// <summary>Makes it.</summary>
    public async Task LiveAsync()
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(installation.Organization);
        var db = scope.ServiceProvider.GetRequiredService<IDetectionDb>();
        var first = await db.Streams.SingleAsync(stream => stream.Slug == StreamTraffic.Stream);
        foreach (var entry in await db.Log.AsNoTracking().Where(one => one.Stream == first.Id)
            .OrderBy(one => one.Sequence).ToListAsync())
        {
            await RepeatAsync(entry);
        }
    }

    /// <summary>What is another than with the first one, to the bit.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        await using var command = services.GetRequiredService<Database>().Worker.CreateCommand(Different);
        await using var row = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await row.ReadAsync()) found.Add(row.GetString(0));
        return found;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.DisposeAsync();

    private Task<JsonNode> RepeatAsync(LogEntry entry) => entry.Kind switch
    {
        LogEntryKind.Events => client.SendAsync(HttpMethod.Post, "/api/v1/anomalies/detect", new JsonObject
        {
            ["stream"] = Stream,
            ["learn"] = entry.Learned,
            ["events"] = new JsonArray([.. TextsOf(entry).Select(text => JsonValue.Create(text))]),
        }),
        LogEntryKind.Profile => client.SendAsync(HttpMethod.Patch, $"/api/v1/streams/{Stream}/profile", new JsonObject
        {
            ["profile"] = JsonNode.Parse(entry.Content!)!["profile"]!.GetValue<string>(),
        }),
        LogEntryKind.Anchor => client.SendAsync(HttpMethod.Post, $"/api/v1/streams/{Stream}/anchor"),
        _ => throw new InvalidOperationException($"No client sends an entry of the kind {entry.Kind}."),
    };

    private static IEnumerable<string> TextsOf(LogEntry entry) =>
        Enumerable.Range(0, entry.Length).Select(place => Encoding.UTF8.GetString(entry.TextAt(place)));
}
