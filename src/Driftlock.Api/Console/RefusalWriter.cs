using Driftlock.Api.Shared;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Driftlock.Api.Console;

/// <summary>
/// What is refused leaves as a page where a person's browser asked: on the routes of pages, and where there is no route.
/// Where the database is away, it is the page that was asked for, as it was.
/// </summary>
internal sealed class RefusalWriter(DrawnPages drawn) : IProblemDetailsWriter
{
    private const string Page = "text/html";

    public bool CanWrite(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        // Where something was thrown, the endpoint has been taken off by then.
        var endpoint = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint();
        if (endpoint is not null) return ForBrowsers.Is(endpoint);

        return !http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && http.Request.Headers.Accept.ToString().Contains(Page, StringComparison.Ordinal);
    }

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var status = problem.Status ?? http.Response.StatusCode;
        var code = problem.Extensions.TryGetValue(Problems.Code, out var known) ? known?.ToString() : null;
        if (problem.Extensions.TryGetValue(Problems.RetryAfter, out var wait) && wait is TimeSpan { TotalSeconds: var seconds })
        {
            http.Response.Headers.RetryAfter = $"{Math.Ceiling(seconds):0}";
        }

        if (Refusal.IsOfDatabase($"{code}") && await drawn.TryWriteAsync(http)) return;

        var fields = problem.Extensions.TryGetValue(Problems.Fields, out var wrong)
            ? wrong as IReadOnlyDictionary<string, string[]>
            : null;
        var page = new RazorComponentResult<RefusedPage>(new
        {
            Status = status,
            Code = code ?? Problems.OfFramework.GetValueOrDefault(status, Problems.OfAnotherStatus).Code,
            Detail = problem.Detail ?? ReasonPhrases.GetReasonPhrase(status) + ".",
            Fields = fields,
        })
        {
            StatusCode = status,
        };
        await DrawAsync(page, http);
    }

    // What the framework began for a page that broke cannot be used again, so this one gets services of its own.
    private static async Task DrawAsync(RazorComponentResult<RefusedPage> page, HttpContext http)
    {
        const string BegunBefore = "blazor-enhanced-nav";

        var services = http.RequestServices;
        await using var scope = services.CreateAsyncScope();
        http.Response.Headers.Remove(BegunBefore);
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await page.ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = services;
        }
    }
}
