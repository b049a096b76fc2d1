using System.Net;
using System.Threading.RateLimiting;
using Driftlock.Api.Shared.Limits;

namespace Driftlock.Api.Keys;

/// <summary>How many bad keys an address may send: nobody makes the database look for guesses without end.</summary>
internal sealed class FailedAttempts : IDisposable
{
    public const int PerMinute = 30;

    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = PerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    public bool AreTooMany(HttpContext context) => !Acquire(context, 0);

    public void Note(HttpContext context) => Acquire(context, 1);

    public void Dispose() => limiter.Dispose();

    private bool Acquire(HttpContext context, int permits)
    {
        using var lease = limiter.AttemptAcquire(CallerAddress.Of(context.Connection.RemoteIpAddress), permits);
        return lease.IsAcquired;
    }
}
