using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Driftlock.Testing.Crashes;

/// <summary>
/// A client that sends a request again, the very same, until it is answered: also when it cannot know whether the one
/// before was carried out.
/// </summary>
/// <param name="services">Who answers, in turn.</param>
/// <param name="key">The secret of a key.</param>
public sealed class PatientClient(IReadOnlyList<RestartedService> services, string key)
{
    private const string InFlight = "request.idempotency_in_flight";
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private int sent;
    private int answers;

    /// <summary>Requests answered so far.</summary>
    public int Answers => Volatile.Read(ref answers);

    /// <summary>Sends until it is answered.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">To where.</param>
    /// <param name="body">With what.</param>
    /// <param name="once">The <c>Idempotency-Key</c>, if it has one.</param>
    /// <param name="settled">The code of the refusal that says that it was done before.</param>
    /// <returns>The answer; an empty object where there is none.</returns>
    /// <exception cref="InvalidOperationException">It was answered with what no crash explains.</exception>
    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, string? once = null, string? settled = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = body?.ToJsonString();
        while (true)
        {
            if (await TryAsync(method, path, text, once, patience.Token) is var (status, answer))
            {
                var content = answer.Length == 0 ? new JsonObject() : JsonNode.Parse(answer)!;
                var code = content["code"]?.GetValue<string>();
                if ((int)status is >= 200 and < 300 || (code is not null && code == settled))
                {
                    Interlocked.Increment(ref answers);
                    return content;
                }

                // Too many wait for the stream, the rate is used up, or the attempt before has not been taken for dead yet.
                if (status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) && code != InFlight)
                {
                    throw new InvalidOperationException($"{method} {path}: {(int)status} {answer}");
                }
            }

            await Task.Delay(BetweenAttempts, patience.Token);
        }
    }

    // Nothing if the process died before it answered.
    private async Task<(HttpStatusCode Status, string Answer)?> TryAsync(
        HttpMethod method, string path, string? body, string? once, CancellationToken patience)
    {
        var turn = (int)((uint)Interlocked.Increment(ref sent) % services.Count);
        var process = await services[turn].UpAsync(patience);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (once is not null) request.Headers.Add("Idempotency-Key", once);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using var response = await process.Client.SendAsync(request, patience);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(patience));
        }
        catch (Exception failure) when (!patience.IsCancellationRequested && failure
            is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }
}
