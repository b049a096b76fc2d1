namespace Driftlock.Api.Shared.Edge;

/// <summary>Tells browsers to take the answers of an API for nothing but data.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string DataOnly = "default-src 'none'; frame-ancestors 'none'";

    // Everything that a page of ours needs comes from here, and nothing of it is written into the page.
    private const string Page = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true;
            headers["Referrer-Policy"] = isPage ? "same-origin" : "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = isPage ? Page : DataOnly;
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
