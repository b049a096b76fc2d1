using Driftlock.Api.Shared.Edge;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Shared.Limits;

/// <summary>How many requests a minute an organization may send, all keys together.</summary>
internal interface IOrganizationRate
{
    /// <summary>The number that holds now.</summary>
    Task<int> OfAsync(Caller caller, CancellationToken cancellationToken);
}

/// <summary>
/// Counts the requests of an organization, and those of a key that is held shorter. Pages count for the person alone: who
/// looks takes nothing from the programs that work.
/// </summary>
internal sealed class OrganizationLimits(RequestDelegate next, RateWindows windows, IOptions<EdgeOptions> options)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Rate pages = new("pages", options.Value.PagesPerMinute, Minute);

    public async Task InvokeAsync(HttpContext context, IOrganizationRate rates)
    {
        if (Caller.Of(context) is { } caller)
        {
            var mayPass = ForBrowsers.Is(context.GetEndpoint())
                ? RateHeaders.Tell(context, windows.Take(pages, caller.Actor))
                : await MayAskAsync(context, caller, rates);
            if (!mayPass)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }
        }

        await next(context);
    }

    private async Task<bool> MayAskAsync(HttpContext context, Caller caller, IOrganizationRate rates)
    {
        var plan = new Rate("organization", await rates.OfAsync(caller, context.RequestAborted), Minute);
        var mayPass = RateHeaders.Tell(context, windows.Take(plan, caller.Organization.ToString()));
        return caller is not { Credential: { } key, RequestsPerMinute: { } requests }
            ? mayPass
            : RateHeaders.Tell(context, windows.Take(new Rate("key", requests, Minute), key.ToString())) && mayPass;
    }
}
