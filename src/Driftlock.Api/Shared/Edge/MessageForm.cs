using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// Refuses what two servers could read differently, and what would be read in vain: before anybody is asked who he is, and
/// whatever the route, which only says how large a body it takes. What is refused closes its connection, since nobody knows where the next request would begin.
/// </summary>
internal sealed class MessageForm(RequestDelegate next)
{
    /// <summary>The encodings of a body that are undone.</summary>
    public static readonly string[] Encodings = ["gzip", "br"];

    /// <summary>Among the items of a request whose body is encoded.</summary>
    public static readonly object IsEncoded = new();

    // Where the server puts a length that stands beside a transfer encoding, which it obeys.
    private const string OverruledLength = "X-Content-Length";

    public async Task InvokeAsync(HttpContext context)
    {
        var refusal = Refusal(context);
        if (refusal is null)
        {
            // What undoes the encoding takes the header away.
            if (context.Request.Headers.ContentEncoding.Count > 0) context.Items[IsEncoded] = true;
            await next(context);
            return;
        }

        context.Response.Headers.Connection = "close";
        if (refusal == EdgeErrors.UnknownEncoding) context.Response.Headers.AcceptEncoding = string.Join(", ", Encodings);
        await context.RefuseAsync(refusal);
    }

    private static Domain.Shared.Error? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.ContainsKey(HeaderNames.TransferEncoding)
            && (request.ContentLength is not null || request.Headers.ContainsKey(OverruledLength)))
        {
            return EdgeErrors.AmbiguousLength;
        }

        var largest = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
        if (request.ContentLength > (largest ?? EdgeLimits.LargestBody)) return EdgeErrors.TooLarge;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }) return null;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsDelete(request.Method))
        {
            return EdgeErrors.BodyNotTaken;
        }

        var encodings = request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding);
        if (encodings.Length > 1) return EdgeErrors.EncodedTwice;
        return encodings is [var encoding] && !Encodings.Contains(encoding, StringComparer.OrdinalIgnoreCase)
            ? EdgeErrors.UnknownEncoding
            : null;
    }
}
