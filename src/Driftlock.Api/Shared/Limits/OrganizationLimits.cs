namespace Driftlock.Api.Shared.Limits;

/// <summary>How many requests a minute an organization may send, all keys together.</summary>
internal interface IOrganizationRate
{
    /// <summary>The number that holds now.</summary>
    Task<int> OfAsync(Caller caller, CancellationToken cancellationToken);
}

/// <summary>Counts the requests of an organization, and those of a key that is held shorter.</summary>
internal sealed class OrganizationLimits(RequestDelegate next, RateWindows windows)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public async Task InvokeAsync(HttpContext context, IOrganizationRate rates)
    {
        if (Caller.Of(context) is { } caller)
        {
            var plan = new Rate("organization", await rates.OfAsync(caller, context.RequestAborted), Minute);
            var mayPass = RateHeaders.Tell(context, windows.Take(plan, caller.Organization.ToString()));
            if (caller is { Credential: { } key, RequestsPerMinute: { } requests })
            {
                mayPass &= RateHeaders.Tell(context, windows.Take(new Rate("key", requests, Minute), key.ToString()));
            }

            if (!mayPass)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }
        }

        await next(context);
    }
}
