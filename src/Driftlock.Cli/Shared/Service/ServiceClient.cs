using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared.Service;

/// <summary>
/// Asks the service, with the key in a header. What it refuses, and that it is away, is an <see cref="Error"/>.
/// </summary>
internal sealed class ServiceClient : IDisposable
{
    // Bytes of an answer that is read as a whole: a thousand anomalies with their texts are far less.
    private const int LargestAnswer = 64 << 20;

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(90);

    // Behind a name may stand another machine by then.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    private readonly HttpClient http;
    private readonly Uri address;
    private readonly TimeProvider clock;

    public ServiceClient(ServiceAccess access, TimeProvider clock)
    {
        (address, this.clock) = (access.Address, clock);
        // A redirect would carry a key and records to another place than the one that was named.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = LongestConnect,
            PooledConnectionLifetime = ConnectionLife,
        };
        http = new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access.Key);
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("driftlock", Product.Version));
    }

    /// <summary>Sends a request, once, and reads the answer as a whole.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="form">Of the answer.</param>
    /// <param name="cancellationToken">Nobody wants to know any more.</param>
    /// <param name="longest">How long the answer is waited for, where that is less than usual.</param>
    public async Task<Result<T>> AskAsync<T>(
        HttpRequestMessage request,
        JsonTypeInfo<T> form,
        CancellationToken cancellationToken,
        TimeSpan? longest = null)
        where T : notnull
    {
        var longestAnswer = longest ?? LongestAnswer;
        using var patience = new CancellationTokenSource(longestAnswer, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, over.Token);
            if (!response.IsSuccessStatusCode) return await ServiceErrors.OfAsync(response, address, clock, over.Token);

            var body = await response.Content.ReadAsByteArrayAsync(over.Token);
            return JsonSerializer.Deserialize(body, form) is { } answer ? answer : ServiceErrors.NotDriftlock(address);
        }
        catch (HttpRequestException e)
        {
            return ServiceErrors.Unreachable(address, e);
        }
        catch (JsonException)
        {
            return ServiceErrors.NotDriftlock(address);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ServiceErrors.NoAnswer(address, longestAnswer);
        }
    }

    /// <summary>Sends a request, once, whose answer is read as it comes.</summary>
    public async Task<Result<HttpResponseMessage>> OpenAsync(
        HttpRequestMessage request, string mediaType, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestAnswer, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over.Token);
            var form = response.Content.Headers.ContentType?.MediaType;
            if (response.IsSuccessStatusCode && form == mediaType) return response;

            using (response)
            {
                return response.IsSuccessStatusCode
                    ? ServiceErrors.NotDriftlock(address)
                    : await ServiceErrors.OfAsync(response, address, clock, over.Token);
            }
        }
        catch (HttpRequestException e)
        {
            return ServiceErrors.Unreachable(address, e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ServiceErrors.NoAnswer(address, LongestAnswer);
        }
    }

    public void Dispose() => http.Dispose();
}
