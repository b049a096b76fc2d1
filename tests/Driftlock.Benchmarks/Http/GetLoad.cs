using System.Net;

namespace Driftlock.Benchmarks.Http;

/// <summary>One address that is asked again and again, by so many at once.</summary>
internal sealed class GetLoad(HttpClient client, string path, int atOnce)
{
    private readonly Uri address = new(path, UriKind.Relative);

    /// <summary>As many as are answered, once it is warm.</summary>
    /// <param name="duration">How long it is measured.</param>
    /// <param name="warm">Told when it begins to be measured.</param>
    public async Task<LoadRun> SaturateAsync(TimeSpan duration, Action? warm = null)
    {
        await WarmUp.RunAsync(window => OpenLoop.RunAsync(null, window, atOnce, GetAsync));
        warm?.Invoke();
        return await OpenLoop.RunAsync(null, duration, atOnce, GetAsync);
    }

    private async Task<bool> GetAsync(int number)
    {
        using var answer = await client.GetAsync(address);
        await answer.Content.CopyToAsync(Stream.Null);
        return answer.StatusCode == HttpStatusCode.OK;
    }
}
