using Driftlock.Application.Detection;
using Driftlock.Application.Shared;

namespace Driftlock.Api.Detection;

/// <summary>The detection core gives the answers it must give.</summary>
internal sealed class CoreReadiness(IAnomalyScorer scorer) : IReadinessCheck
{
    public string Name => "core";

    public Task<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        var test = scorer.SelfTest();
        return Task.FromResult(new Readiness(test.IsSuccess ? null : test.Error.Message)
        {
            Version = scorer.Describe().Version,
        });
    }
}
