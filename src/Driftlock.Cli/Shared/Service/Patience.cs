using Driftlock.Domain.Shared;
using Polly;
using Polly.Retry;

namespace Driftlock.Cli.Shared.Service;

/// <summary>Which refusals pass by themselves, and how often and when the same request is sent again.</summary>
internal static class Patience
{
    /// <summary>Times that a request is sent again, the pauses between them doubled each time.</summary>
    public const int Retries = 5;

    // A request that the service died of is held for two minutes; after that it is anybody's again.
    private const int RetriesInFlight = 30;

    /// <summary>
    /// The longest <c>Retry-After</c> that is waited for; what takes longer is not worth standing still.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseInFlight = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the same request may succeed later: the network, 408, 429, 5xx, and 409 where the same request is still
    /// in flight. Any other refusal is of the request itself.
    /// </summary>
    public static bool Passes(Error error) =>
        error.Kind is ErrorKind.Limited or ErrorKind.Unavailable || IsInFlight(error);

    /// <summary>Sends again what is worth it, after as long as the service says.</summary>
    /// <param name="clock">Measures the pauses.</param>
    /// <param name="waiting">Told of each pause that the service has asked for, before it begins.</param>
    public static ResiliencePipeline<Result<T>> Create<T>(TimeProvider clock, Action<Error, TimeSpan>? waiting = null)
        where T : notnull =>
        new ResiliencePipelineBuilder<Result<T>> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<Result<T>>
            {
                ShouldHandle = tried => ValueTask.FromResult(
                    tried.Outcome.Result?.Error is { } error && IsInFlight(error)),
                MaxRetryAttempts = RetriesInFlight,
                Delay = PauseInFlight,
            })
            .AddRetry(new RetryStrategyOptions<Result<T>>
            {
                ShouldHandle = tried => ValueTask.FromResult(
                    tried.Outcome.Result?.Error is { } error && !IsInFlight(error) && Passes(error)
                    && (error.RetryAfter ?? TimeSpan.Zero) <= LongestWait),
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                DelayGenerator = tried => ValueTask.FromResult(tried.Outcome.Result?.Error?.RetryAfter),
                OnRetry = tried =>
                {
                    if (tried.Outcome.Result?.Error is { RetryAfter: not null } error)
                        waiting?.Invoke(error, tried.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>The same without an end, for what is to stay connected.</summary>
    public static ResiliencePipeline<Result<T>> CreateEndless<T>(TimeProvider clock)
        where T : notnull =>
        new ResiliencePipelineBuilder<Result<T>> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<Result<T>>
            {
                ShouldHandle = tried => ValueTask.FromResult(
                    tried.Outcome.Result?.Error is { } error && Passes(error)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                DelayGenerator = tried => ValueTask.FromResult(tried.Outcome.Result?.Error?.RetryAfter),
            })
            .Build();

    private static bool IsInFlight(Error error) => error.Code == ServiceErrors.InFlight;
}
