using System.Globalization;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Tail;

/// <summary>Follows the live stream of anomalies, and comes back to where it was when the connection is lost.</summary>
internal sealed class TailRun(
    ServiceClient service, string? stream, string? from, AnomalyOutput output, Terminal terminal, TimeProvider clock)
{
    private const string EventStream = "text/event-stream";
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(2);

    private readonly StreamNames names = new(service, clock);
    private string? place = from;
    private bool wasConnected;

    /// <summary>Follows until somebody interrupts, or the service refuses.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Who begins wants to know at once that it does not work; who was connected waits for the service.
            var opened = await OpenAsync(cancellationToken);
            var patience = Patience.CreateEndless<HttpResponseMessage>(clock);
            while (opened.IsSuccess)
            {
                var pause = await FollowAsync(opened.Value, cancellationToken);
                terminal.Say("The connection is lost; coming back to where it was.");
                await Task.Delay(pause, clock, cancellationToken);
                opened = await patience.ExecuteAsync(async token => await OpenAsync(token), cancellationToken);
                if (opened.IsSuccess) terminal.Say("Connected again.");
            }

            terminal.Say(opened.Error.Message);
            return ExitCode.Failed;
        }
        finally
        {
            if (wasConnected && place is not null)
                terminal.Say($"To go on from here: driftlock tail{Of(stream)} --from {SafeText.Of(place)}");
        }
    }

    private static string Of(string? stream) => stream is null ? "" : $" {stream}";

    private async Task<Result<HttpResponseMessage>> OpenAsync(CancellationToken cancellationToken)
    {
        var filter = stream is null ? "" : $"?stream={Uri.EscapeDataString(stream)}";
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"api/v1/anomalies/stream{filter}", UriKind.Relative));
        request.Headers.Accept.ParseAdd(EventStream);
        if (place is not null) request.Headers.Add("Last-Event-ID", place);
        return await service.OpenAsync(request, EventStream, cancellationToken);
    }

    // How long to wait before coming back.
    private async Task<TimeSpan> FollowAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        wasConnected = true;
        await using var connection = await LiveConnection.OverAsync(response, clock, cancellationToken);
        try
        {
            while (await connection.NextAsync(cancellationToken) is { } found)
            {
                Tell(found, await NameOfAsync(found, cancellationToken), connection.Place);
                terminal.Flush();
                place = connection.Place ?? place;
            }
        }
        finally
        {
            // Also without an anomaly: the service says with every sign of life how far it is.
            place = connection.Place ?? place;
        }

        return connection.ComeBackAfter ?? UsualPause;
    }

    // Programs go by the id, and whoever has named a stream knows what it is called.
    private async Task<string> NameOfAsync(StoredAnomaly found, CancellationToken cancellationToken)
    {
        if (stream is not null) return stream;
        if (output.Form != RemoteForm.Text) return found.StreamId;
        return await names.OfAsync(found.StreamId, cancellationToken);
    }

    private void Tell(StoredAnomaly found, string name, string? cursor)
    {
        var at = found.At.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        output.Write($"{at} {SafeText.Of(name)}#{found.Sequence}:", found.Anomaly, writer =>
        {
            if (cursor is not null) writer.WriteSafe("cursor", cursor);
            writer.WriteSafe("stream_id", found.StreamId);
            writer.WriteNumber("sequence", found.Sequence);
            writer.WriteString("at", found.At);
            writer.WriteSafe("status", found.Status);
        });
    }
}
