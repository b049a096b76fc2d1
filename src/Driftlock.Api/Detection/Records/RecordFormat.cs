using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Driftlock.Api.Detection.Records;

/// <summary>The forms in which events are sent. All are streams of records, and one rule holds for all: each has a verdict.</summary>
internal static class RecordFormat
{
    public const string Ndjson = "application/x-ndjson";
    public const string Lines = "text/plain";
    public const string JsonArray = "application/json";
    public const string Csv = "text/csv";

    private const int ReadAtOnce = 64 << 10;

    /// <summary>The records of a body, in their order, as they come in.</summary>
    /// <exception cref="BadHttpRequestException">
    /// It is of another type, or says none: the route is taken for that, and for types that end as one of these do.
    /// </exception>
    public static IAsyncEnumerable<Record> Read(
        HttpRequest request, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        var body = PipeReader.Create(request.Body, new StreamPipeReaderOptions(bufferSize: ReadAtOnce, leaveOpen: true));
        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        return type?.MediaType.Value?.ToLowerInvariant() switch
        {
            Ndjson => JsonRecords.ReadAsync(body, json, cancellationToken),
            Lines => PlainRecords.ReadAsync(body, cancellationToken),
            JsonArray => new JsonArrayRecords(json).ReadAsync(body, cancellationToken),
            Csv => CsvRecords.ReadAsync(body, cancellationToken),
            _ => throw new BadHttpRequestException(
                "The route takes no such type.", StatusCodes.Status415UnsupportedMediaType),
        };
    }
}
