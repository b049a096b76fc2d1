using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Tail;

/// <summary>
/// What people call the streams that an anomaly names by its id: asked for when one is first met, then remembered,
/// since a slug never changes. Where the service does not say it the id has to do.
/// </summary>
internal sealed class StreamNames(ServiceClient service, TimeProvider clock)
{
    /// <summary>Streams that are remembered; with more it begins anew.</summary>
    public const int MostRemembered = 1000;

    // An anomaly does not wait longer for a name.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    // Who got no answer shows ids for so long.
    private static readonly TimeSpan PauseWithoutAnswer = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string> names = [];
    private long? withoutAnswerSince;
    private bool mayNotAsk;

    /// <summary>The slug of a stream, or its id.</summary>
    public async Task<string> OfAsync(string id, CancellationToken cancellationToken)
    {
        if (names.TryGetValue(id, out var known)) return known;
        if (mayNotAsk) return id;
        if (withoutAnswerSince is { } since && clock.GetElapsedTime(since) < PauseWithoutAnswer) return id;

        var asked = await AskAsync(id, cancellationToken);
        if (asked.IsSuccess) return Remember(id, asked.Value.Slug);

        if (Patience.Passes(asked.Error)) withoutAnswerSince = clock.GetTimestamp();
        else if (asked.Error.Kind == ErrorKind.NotFound) Remember(id, id);
        else mayNotAsk = true;
        return id;
    }

    private async Task<Result<NamedStream>> AskAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"api/v1/streams/{Uri.EscapeDataString(id)}", UriKind.Relative));
        return await service.AskAsync(request, RemoteJson.Default.NamedStream, cancellationToken, LongestAnswer);
    }

    private string Remember(string id, string name)
    {
        if (names.Count >= MostRemembered) names.Clear();
        return names[id] = name;
    }
}
