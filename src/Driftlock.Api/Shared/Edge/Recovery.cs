using System.Data.Common;
using Driftlock.Application.Shared;
using Microsoft.AspNetCore.Diagnostics;

namespace Driftlock.Api.Shared.Edge;

/// <summary>Turns what was thrown into an answer without a word of it. The line of the request has told it to the log.</summary>
internal sealed class Recovery : IExceptionHandler
{
    public static void Use(IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception =>
                exception is BadHttpRequestException { StatusCode: var status } ? status : 500,
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseStatusCodePages();
    }

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsDatabaseAway(exception)) return false;

        await httpContext.RefuseAsync(DatabaseErrors.Unavailable);
        return true;
    }

    // Class 08: no connection. 25006: only reads are taken, as in a failover. 28: this login may not in. 3D: no such
    // database. 53: no room. 57: it stops or starts, or took too long.
    /// <summary>Whether this was thrown because the database does not answer, or not now.</summary>
    public static bool IsDatabaseAway(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbException { IsTransient: true }) return true;
            if (exception is DbException { SqlState: { } state }
                && (state[..2] is "08" or "28" or "3D" or "53" or "57" || state == "25006"))
            {
                return true;
            }
        }

        return false;
    }
}
