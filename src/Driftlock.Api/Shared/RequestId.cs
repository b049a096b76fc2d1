using System.Text.RegularExpressions;

namespace Driftlock.Api.Shared;

/// <summary>
/// Gives every request an id: the caller's own where it has the form, else a new one. It is the trace identifier from
/// then on, stands in every log line, and is returned always.
/// </summary>
internal sealed partial class RequestId(RequestDelegate next, TimeProvider clock, ILogger<RequestId> logger)
{
    public const string Header = "X-Request-Id";

    private static readonly Func<ILogger, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<string>("request {RequestId}");

    public async Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        context.TraceIdentifier = given is [{ } id] && Form().IsMatch(id)
            ? id
            : Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        });

        using (Scope(logger, context.TraceIdentifier)) await next(context);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Form();
}
