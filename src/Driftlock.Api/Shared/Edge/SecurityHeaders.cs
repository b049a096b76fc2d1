namespace Driftlock.Api.Shared.Edge;

/// <summary>Tells browsers to take the answers of an API for nothing but data.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string DataOnly = "default-src 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            // A page brings its own.
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = DataOnly;
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
