using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Infrastructure.Detection;

/// <summary>
/// Who reads a stream's log anew scores its events as they were scored, and comes to the model that its head names. Asked of
/// a sample, for all logs are all the work that was ever done: streams drawn by chance, another draw each time.
/// </summary>
internal sealed class LogsGiveTheirScores(Database database, IServiceScopeFactory scopes) : IInvariant
{
    /// <summary>Streams drawn.</summary>
    public const int MostStreams = 1000;

    /// <summary>Events replayed, of all of them: some ten seconds of work.</summary>
    public const int MostEvents = 400_000;

    private const int MostNamed = 100;

    private const string Drawn = "select organization, stream from detection.heads order by random() limit $1";

    public string Name => "detection: a replay of the logs gives the scores and the models that are stored, in a sample";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var draw = database.Worker.CreateCommand(Drawn);
        draw.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostStreams });
        var (breaches, left) = (new List<string>(), MostEvents);
        foreach (var (organization, stream) in await draw.ReadStreamsAsync(cancellationToken))
        {
            if (left <= 0 || breaches.Count >= MostNamed) break;

            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
            var proof = await scope.ServiceProvider.GetRequiredService<StreamProof>().TryAsync(stream, left, cancellationToken);
            left -= proof.Events;
            if (proof.Breach is { } breach) breaches.Add($"stream {stream.Value}: {breach}");
        }

        return breaches;
    }
}
