using Microsoft.AspNetCore.Antiforgery;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// Takes a form of the console only from a page of the console, whether its route reads the form or not. The framework
/// looks at the token; only what reads a form would heed it.
/// </summary>
internal sealed class FormOrigin(RequestDelegate next)
{
    public static void Use(IApplicationBuilder app) => app.UseAntiforgery().UseMiddleware<FormOrigin>();

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            ? context.RefuseAsync(EdgeErrors.ForeignForm)
            : next(context);

    /// <summary>On a route that takes forms of the console alone.</summary>
    internal sealed class Required : IAntiforgeryMetadata
    {
        public bool RequiresValidation => true;
    }
}
