using System.Net.Http.Headers;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Sends batches to a stream.</summary>
internal sealed class PushClient(ServiceClient service, string stream)
{
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>
    /// Asks by an empty body whether there is such a stream and the key may write to it, before anything is read: then
    /// nothing has to be kept that was never going to be taken.
    /// </summary>
    public async Task<Result<IngestedRecords>> GreetAsync(bool detect, CancellationToken cancellationToken)
    {
        using var request = Request(detect, [], RecordForms.MediaType(RecordForm.Lines));
        return await service.AskAsync(request, RemoteJson.Default.IngestedRecords, cancellationToken);
    }

    /// <summary>Sends a batch once. The same batch is always the same request, byte for byte.</summary>
    public async Task<Result<IngestedRecords>> SendAsync(
        BatchLabel label, byte[] content, CancellationToken cancellationToken)
    {
        using var request = Request(label.Detect, content, label.MediaType);
        request.Headers.Add(KeyHeader, label.Key);
        request.Content!.Headers.ContentEncoding.Add("gzip");
        return await service.AskAsync(request, RemoteJson.Default.IngestedRecords, cancellationToken);
    }

    private HttpRequestMessage Request(bool detect, byte[] content, string mediaType)
    {
        var address = new Uri(
            $"api/v1/streams/{Uri.EscapeDataString(stream)}/events{(detect ? "?detect=true" : "")}", UriKind.Relative);
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
        };
    }
}
