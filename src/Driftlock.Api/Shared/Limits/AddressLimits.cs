namespace Driftlock.Api.Shared.Limits;

/// <summary>How often an address may call the routes that need no credentials: each says so in its metadata.</summary>
internal sealed class AddressLimits(RequestDelegate next, RateWindows windows)
{
    /// <summary>Of detection without an account.</summary>
    public static readonly Rate Demo = new("demo", 10, TimeSpan.FromMinutes(1));

    /// <summary>Of signing in, by the API or by the console.</summary>
    public static readonly Rate SignIn = new("sign_in", 10, TimeSpan.FromMinutes(1));

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Rate>() is not { } rate) return next(context);

        var caller = CallerAddress.Of(context.Connection.RemoteIpAddress).ToString();
        if (RateHeaders.Tell(context, windows.Take(rate, caller))) return next(context);

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    }
}
