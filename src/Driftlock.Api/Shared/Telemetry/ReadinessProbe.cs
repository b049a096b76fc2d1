using Driftlock.Application.Shared;

namespace Driftlock.Api.Shared.Telemetry;

/// <summary>
/// Asks every check, at most once a second however many ask: the probe needs no credentials and must not cost what it
/// measures.
/// </summary>
internal sealed partial class ReadinessProbe(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<ReadinessProbe> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim turn = new(1);
    private IReadOnlyList<CheckAnswer> last = [];
    private DateTimeOffset asked = DateTimeOffset.MinValue;

    public async Task<IReadOnlyList<CheckAnswer>> AskAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (now - asked < Fresh) return last;

            await using var scope = scopes.CreateAsyncScope();
            var checks = scope.ServiceProvider.GetServices<IReadinessCheck>();
            last = await Task.WhenAll(checks.Select(CheckAsync));
            asked = clock.GetUtcNow();
            return last;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    // Not with the caller's token: the answer is for everybody who asks.
    private async Task<CheckAnswer> CheckAsync(IReadinessCheck check)
    {
        using var timeout = new CancellationTokenSource(LongestCheck, clock);
        try
        {
            var found = await check.CheckAsync(timeout.Token).WaitAsync(timeout.Token);
            return new CheckAnswer(check.Name, found.Fault, found.Figures, found.Version);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogFailed(logger, exception, check.Name);
            return new CheckAnswer(check.Name, "It could not be asked.", new Dictionary<string, double>());
        }
    }

    [LoggerMessage(30, LogLevel.Warning, "The check of {Name} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
