using Microsoft.AspNetCore.Http.Features;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// Sends a short answer in one piece that says its length. What writes an answer flushes it before the server knows that
/// nothing follows, and each piece would be a call of the system, here and at the caller's.
/// </summary>
internal sealed class WholeAnswers(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var server = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var held = new HeldBody(context.Response, server);
        context.Features.Set<IHttpResponseBodyFeature>(held);
        try
        {
            await next(context);
            await held.LetGoAsync(context.RequestAborted);
        }
        finally
        {
            // What is still held after an exception is forgotten: another answer comes in its place.
            context.Features.Set(server);
        }
    }
}
