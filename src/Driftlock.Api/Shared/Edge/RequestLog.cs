using Microsoft.AspNetCore.Http.Features;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// One line per request: what was asked by the pattern of its route, never by the address, which may hold anything.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> logger)
{
    // Asked every few seconds by machines that look at the answer.
    private static readonly string[] Probes = ["/healthz", "/readyz", "/metrics"];

    public async Task InvokeAsync(HttpContext context)
    {
        var start = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (Exception exception) when (Told(exception, context))
        {
            throw;
        }

        var elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
        var route = RouteOf(context);
        var level = Probes.Contains(route) ? LogLevel.Debug : LogLevel.Information;
        LogAnswered(logger, level, context.Request.Method, route, context.Response.StatusCode, elapsed);
    }

    // Here and not where it is turned into an answer, because the id of the request stands in this line too.
    private bool Told(Exception exception, HttpContext context)
    {
        var route = RouteOf(context);
        if (exception is BadHttpRequestException { StatusCode: var status })
        {
            LogUnreadable(logger, context.Request.Method, route, status);
        }
        else if (context.RequestAborted.IsCancellationRequested)
        {
            LogBrokenOff(logger, context.Request.Method, route);
        }
        else
        {
            LogFailed(logger, exception, context.Request.Method, route);
        }

        return false;
    }

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
