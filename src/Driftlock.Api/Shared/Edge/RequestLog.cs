using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// One line per request: what was asked by the pattern of its route, never by the address, which may hold anything.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> logger)
{
    // Asked every few seconds by machines that look at the answer.
    private static readonly string[] Probes = ["/healthz", "/readyz", "/metrics"];

    private static readonly string[] Methods =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete,
        HttpMethods.Options,
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        var start = clock.GetTimestamp();
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        context.Response.OnStarting(() =>
        {
            activity?.SetTag("http.response.status_code", context.Response.StatusCode);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (Exception exception) when (Told(exception, context, activity))
        {
            throw;
        }

        Name(activity, context);
        var elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
        var route = RouteOf(context);
        var method = KnownMethod(context.Request.Method);
        var level = Probes.Contains(route) ? LogLevel.Debug : LogLevel.Information;
        LogAnswered(logger, level, method, route, context.Response.StatusCode, elapsed);
    }

    // Here and not where it is turned into an answer, because the id of the request stands in this line too.
    private bool Told(Exception exception, HttpContext context, Activity? activity)
    {
        Name(activity, context);
        var route = RouteOf(context);
        if (exception is BadHttpRequestException { StatusCode: var status })
        {
            LogUnreadable(logger, KnownMethod(context.Request.Method), route, status);
        }
        else if (context.RequestAborted.IsCancellationRequested)
        {
            LogBrokenOff(logger, KnownMethod(context.Request.Method), route);
        }
        else
        {
            LogFailed(logger, exception, KnownMethod(context.Request.Method), route);
        }

        return false;
    }

    // The server gives its activity a name of its own alone, and could give it the address.
    private static void Name(Activity? activity, HttpContext context)
    {
        if (activity is null) return;

        var (method, route) = (KnownMethod(context.Request.Method), RouteOf(context));
        activity.DisplayName = $"{method} {route}";
        activity.SetTag("http.request.method", method).SetTag("http.route", route)
            .SetTag("driftlock.request_id", context.TraceIdentifier);
    }

    // As OpenTelemetry has it: what a caller invents is no name of anything.
    private static string KnownMethod(string method) =>
        HttpMethods.GetCanonicalizedValue(method) is var known && Methods.Contains(known) ? known : "_OTHER";

    private static string RouteOf(HttpContext context) =>
        context.Features.Get<IEndpointFeature>()?.Endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern }
            ? pattern
            : "(none)";

    [LoggerMessage(EventId = 20, Message = "{Method} {Route} answered {Status} in {Milliseconds:0.0} ms")]
    private static partial void LogAnswered(
        ILogger logger, LogLevel level, string method, string route, int status, double milliseconds);

    [LoggerMessage(21, LogLevel.Information, "{Method} {Route} broke off")]
    private static partial void LogBrokenOff(ILogger logger, string method, string route);

    // What could not be read stands in the exception's message, and may be anything.
    [LoggerMessage(23, LogLevel.Information, "{Method} {Route} could not be read, status {Status}")]
    private static partial void LogUnreadable(ILogger logger, string method, string route, int status);

    [LoggerMessage(22, LogLevel.Error, "{Method} {Route} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string route);
}
