using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Driftlock.Testing.Crashes;

/// <summary>
/// A client that sends a request again, the very same, until it is answered: also when it cannot know whether the one
/// before was carried out.
/// </summary>
public sealed class PatientClient(IReadOnlyList<RestartedService> services, string key)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private int answers;

    /// <summary>Requests answered so far.</summary>
    public int Answers => Volatile.Read(ref answers);

    /// <summary>Posts, and returns what was answered with success.</summary>
    public Task<JsonNode> PostAsync(string path, JsonNode body, int service = 0) =>
        SendAsync(HttpMethod.Post, path, body, service);

    /// <summary>Sends, and returns what was answered with success; nothing for what is gone already.</summary>
    /// <exception cref="InvalidOperationException">It was answered with what no fault explains.</exception>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, int service = 0)
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = body?.ToJsonString();
        while (true)
        {
            var process = await services[service % services.Count].UpAsync(patience.Token);
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                if (text is not null) request.Content = new StringContent(text, Encoding.UTF8, "application/json");
                using var response = await process.Client.SendAsync(request, patience.Token);
                var answer = await response.Content.ReadAsStringAsync(patience.Token);
                if (response.IsSuccessStatusCode || (method == HttpMethod.Delete && IsGone(response.StatusCode)))
                {
                    Interlocked.Increment(ref answers);
                    return response.IsSuccessStatusCode && answer.Length > 0 ? JsonNode.Parse(answer)! : new JsonObject();
                }

                // The database is away, or too many wait for the stream.
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                {
                    throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {answer}");
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                // It died before it answered.
            }

            await Task.Delay(BetweenAttempts, patience.Token);
        }
    }

    private static bool IsGone(HttpStatusCode status) => status == HttpStatusCode.NotFound;
}
