using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Testing.Fuzzing;

namespace Driftlock.Native.Tests.Detection;

/// <summary>A sample of <c>build/bench fuzz</c>, whose long runs look at far more events.</summary>
public sealed class FuzzSampleTests
{
    private const ulong Seed = 2026;
    private const int Executions = 200_000;

    [Fact]
    public void Hostile_events_and_forged_states_break_nothing()
    {
        using NativeScorer cached = new(), uncached = new(lineCache: false);

        var finding = Enumerable.Range(0, Executions / FuzzRound.Executions)
            .Select(round => new FuzzRound(cached, uncached, Seed, round).Run())
            .FirstOrDefault(finding => finding is not null);

        finding.Should().BeNull();
    }
}
