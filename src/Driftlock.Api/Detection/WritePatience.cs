namespace Driftlock.Api.Detection;

/// <summary>
/// For as long as one write: a reader that does not take it in time is dropped, and one that holds up the end of the
/// server is dropped soon.
/// </summary>
internal sealed class WritePatience : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestAtTheEnd = TimeSpan.FromSeconds(1);

    private readonly ITimer timer;
    private readonly CancellationTokenRegistration end;

    public WritePatience(HttpContext http, TimeProvider clock, CancellationToken stopping)
    {
        timer = clock.CreateTimer(_ => http.Abort(), null, Longest, Timeout.InfiniteTimeSpan);
        end = stopping.Register(() => timer.Change(LongestAtTheEnd, Timeout.InfiniteTimeSpan));
    }

    public void Dispose()
    {
        end.Dispose();
        timer.Dispose();
    }
}
