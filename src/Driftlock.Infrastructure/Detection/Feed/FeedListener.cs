using System.Globalization;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Feed;

/// <summary>
/// Hears from the database what was committed on any node, and tells the followers of this one. While it cannot hear,
/// followers find what is new when they ask by themselves.
/// </summary>
internal sealed class FeedListener(
    Database database, FeedSignals signals, TimeProvider clock, ILogger<FeedListener> logger) : BackgroundService
{
    /// <summary>On it nodes are told of an organization and a stream in which something was found.</summary>
    public const string Found = "detection_found";

    /// <summary>On it they are told how far a stream's log has come.</summary>
    public const string Moved = "detection_moved";

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    // Then the connection is tried: one that was cut without a word is silent for ever.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (database.Configured && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                DetectionLog.CannotHear(logger, exception.Message);
                await Task.Delay(BetweenAttempts, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, heard) => Hear(heard.Channel, heard.Payload);
        await using var listen = new NpgsqlCommand($"listen {Found}; listen {Moved}", connection);
        await listen.ExecuteNonQueryAsync(stoppingToken);

        // What was committed before this connection listened was not heard.
        signals.Doubt();
        while (!stoppingToken.IsCancellationRequested)
        {
            var heard = await connection.WaitAsync(LongestSilence, stoppingToken);
            if (!heard) await listen.ExecuteNonQueryAsync(stoppingToken);
        }
    }

    // Anybody who may connect may send to a channel: what has not the form is nothing to us.
    private void Hear(string channel, string payload)
    {
        var parts = payload.Split(' ');
        if (parts.Length < 2 || !Guid.TryParse(parts[0], out var whose) || !Guid.TryParse(parts[1], out var which))
        {
            return;
        }

        var (organization, stream) = (OrganizationId.From(whose), StreamId.From(which));
        if (channel == Found)
        {
            signals.Tell(organization, signal => signal.Found(stream));
        }
        else if (parts is [_, _, var sequence] && long.TryParse(sequence, CultureInfo.InvariantCulture, out var number))
        {
            signals.Tell(organization, signal => signal.Moved(stream, number));
        }
    }
}
