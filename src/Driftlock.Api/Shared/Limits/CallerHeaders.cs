namespace Driftlock.Api.Shared.Limits;

/// <summary>Headers about a caller that stand on every answer to it.</summary>
internal interface ICallerHeaders
{
    /// <summary>Names and values, as they are now.</summary>
    Task<IReadOnlyList<KeyValuePair<string, string>>> OfAsync(Caller caller, CancellationToken cancellationToken);
}

/// <summary>Tells callers who are known what stands on every answer, a refusal too.</summary>
internal sealed class CallerHeaders(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, ICallerHeaders told)
    {
        if (Caller.Of(context) is { } caller)
        {
            var headers = await told.OfAsync(caller, context.RequestAborted);
            // Late, because whatever turns an exception into an answer takes all headers away.
            context.Response.OnStarting(() =>
            {
                foreach (var (name, value) in headers) context.Response.Headers[name] = value;
                return Task.CompletedTask;
            });
        }

        await next(context);
    }
}
