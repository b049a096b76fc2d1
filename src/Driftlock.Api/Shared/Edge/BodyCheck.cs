using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// Puts the checks of its content around a body, behind what undoes its encoding, and reads one that the route does not
/// ask for: it may turn out to be none, and then nothing is to have been done.
/// </summary>
internal sealed class BodyCheck(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var isEncoded = context.Items.ContainsKey(MessageForm.IsEncoded);
        var isText = context.Request.HasJsonContentType();
        if (isEncoded || isText)
        {
            var text = isText ? new Utf8Reading() : null;
            context.Request.Body = new CheckedBody(context.Request.Body, context, text, isEncoded);
        }

        if (MayHaveBody(context) && !AsksForBody(context.GetEndpoint()?.Metadata))
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }

        await next(context);
    }

    private static bool MayHaveBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private static bool AsksForBody(EndpointMetadataCollection? route) =>
        route?.GetMetadata<IAcceptsMetadata>() is not null || route?.GetMetadata<FormOrigin.Required>() is not null;
}
