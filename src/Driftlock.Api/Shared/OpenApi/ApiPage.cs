using Swashbuckle.AspNetCore.SwaggerUI;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>The page for people who read the document: everything on it comes from here.</summary>
internal static class ApiPage
{
    public const string Address = "docs";

    // Of ".logo_small_svg__cls-2{fill:#fff}.logo_small_svg__cls-3{fill:#85ea2d}": the colours of the mark in its bar, the one
    // style that Swagger UI writes into the page.
    private const string StyleOfItsMark = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

    /// <summary>
    /// Scripts and styles of this server, pictures that stand in its style sheet, calls to this server: no script in the page,
    /// no other site.
    /// </summary>
    private const string Policy = $"default-src 'none'; script-src 'self'; style-src 'self' {StyleOfItsMark}; "
        + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Puts the policy on every answer of the page.</summary>
    public static void Guard(EndpointBuilder page)
    {
        var show = page.RequestDelegate!;
        page.RequestDelegate = context =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            return show(context);
        };
    }

    public static void Set(SwaggerUIOptions options)
    {
        options.DocumentTitle = "Driftlock API";
        options.SwaggerEndpoint($"/openapi/{ApiDocument.Name}.json", "Driftlock API");
        options.DisplayOperationId();
        options.EnableDeepLinking();
        options.ShowCommonExtensions();
    }
}
