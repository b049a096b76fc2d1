using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Application.Identity;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Testing.Crashes;

/// <summary>The same requests in the same order, in an installation to which nothing happens.</summary>
public sealed class Twin : IAsyncDisposable
{
    private const string Stream = "twin";

    private readonly ServiceProvider services;
    private OrganizationId organization;

    private Twin(ServiceProvider services) => this.services = services;

    /// <summary>Sends what a log holds to a twin and says what came out otherwise.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(
        IReadOnlyList<LogEntry> log, IReadOnlyList<Anomaly> anomalies)
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var twin = new Twin(MigratedDatabase.Services(database.ConnectionString));
        twin.organization = (await twin.SendAsync(new CreateOrganization("twin", "Twin"))).Id;
        await twin.OrderAsync(new OpenAccount(twin.organization, "orbit", "test"));
        foreach (var entry in log) await twin.RepeatAsync(entry);
        return await twin.DifferencesAsync([.. log.Select(Facts)], [.. anomalies.Select(Facts)]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task RepeatAsync(LogEntry entry)
    {
        switch (entry.Kind)
        {
            case LogEntryKind.Events:
                var events = Enumerable.Range(0, entry.Length).Select(place => new IncomingEvent(
                    entry.Texts.AsMemory((place == 0 ? 0 : entry.Ends[place - 1])..entry.Ends[place]))).ToList();
                await SendAsync(
                    new DetectAnomalies(organization, Stream, events) { Learn = entry.Learned, MayCreateStream = true });
                break;
            case LogEntryKind.Profile:
                var profile = JsonNode.Parse(entry.Content!)!;
                await SendAsync(new SetProfile(organization, Stream, profile["profile"]!.GetValue<string>(), null, "test"));
                break;
            case LogEntryKind.Anchor:
                await SendAsync(new MoveAnchor(organization, Stream, Drop: false, "test"));
                break;
            case LogEntryKind.Feedback:
                var said = JsonSerializer.Deserialize<KeyValuePair<string, FeedbackVerdict>>(entry.Content!);
                await SendAsync(new GiveFeedback(organization, await AnomalyOfAsync(said.Key), said.Value, Note: null, "test"));
                break;
            default:
                throw new InvalidOperationException($"No client sends an entry of the kind {entry.Kind}.");
        }
    }

    private async Task<IReadOnlyList<string>> DifferencesAsync(
        IReadOnlyList<string> entries, IReadOnlyList<string> anomalies)
    {
        await using var scope = EnteredScope();
        var db = scope.ServiceProvider.GetRequiredService<IDetectionDb>();
        var ownEntries = await db.Log.AsNoTracking().OrderBy(entry => entry.Sequence).ToListAsync();
        var ownAnomalies = await db.Anomalies.AsNoTracking().OrderBy(anomaly => anomaly.Sequence).ToListAsync();
        return
        [
            .. Different("entry", entries, [.. ownEntries.Select(Facts)]),
            .. Different("anomaly", anomalies, [.. ownAnomalies.Select(Facts)]),
        ];
    }

    private static IEnumerable<string> Different(string what, IReadOnlyList<string> here, IReadOnlyList<string> twins)
    {
        if (here.Count != twins.Count) yield return $"{here.Count} times an {what}, the twin has {twins.Count}";

        foreach (var (mine, other) in here.Zip(twins).Where(pair => pair.First != pair.Second).Take(5))
        {
            yield return $"the {what} {mine} is {other} at the twin";
        }
    }

    // Round-trip forms: equal texts are equal bits.
    private static string Facts(LogEntry entry) =>
        $"{entry.Sequence} {entry.Kind} {entry.Learned} {entry.Flagged} {entry.Content} "
        + $"[{Numbers(entry.Bits)}] [{Numbers(entry.Scores)}] [{Numbers(entry.PValues)}] [{Numbers(entry.Flags)}]";

    private static string Facts(Anomaly anomaly) =>
        $"{anomaly.Sequence} {Encoding.UTF8.GetString(anomaly.Text)} "
        + Numbers([anomaly.Bits, anomaly.ExpectedBits, anomaly.Score, anomaly.PValue, anomaly.PRecent, anomaly.Alpha])
        + $" {anomaly.CalibrationEvents} {anomaly.Severity} {string.Join(' ', anomaly.Flags)} {anomaly.Explanation}";

    private static string Numbers<T>(IEnumerable<T> numbers)
        where T : IFormattable =>
        string.Join(' ', numbers.Select(number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)));

    private async Task<AnomalyId> AnomalyOfAsync(string kind)
    {
        await using var scope = EnteredScope();
        var db = scope.ServiceProvider.GetRequiredService<IDetectionDb>();
        return await db.Anomalies
            .Where(anomaly => db.Groups.Any(group => group.Id == anomaly.Group && group.Kind == kind))
            .OrderBy(anomaly => anomaly.Sequence).Select(anomaly => anomaly.Id).FirstAsync();
    }

    private AsyncServiceScope EnteredScope()
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        return scope;
    }

    private async Task<T> SendAsync<T>(IRequest<Result<T>> request)
        where T : notnull
    {
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
        return result.IsSuccess ? result.Value : throw new InvalidOperationException(result.Error.Message);
    }

    private async Task OrderAsync(IRequest<Result> request)
    {
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
        if (!result.IsSuccess) throw new InvalidOperationException(result.Error.Message);
    }
}
