using Driftlock.Testing.Crashes;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Several processes of the service over one database.</summary>
public sealed class RaceTests
{
    private const int Rounds = 60;

    [Fact]
    public async Task Two_processes_on_one_stream_give_to_the_bit_what_one_process_gives()
    {
        var installation = await Installation.MakeAsync();
        await using var one = new RestartedService(installation.ConnectionString);
        await using var other = new RestartedService(installation.ConnectionString);
        await Task.WhenAll(one.StartAsync(), other.StartAsync());
        var traffic = new StreamTraffic(new PatientClient([one, other], installation.Key), seed: 7) { Pace = TimeSpan.Zero };
        await using var twin = new Twin(installation, new PatientClient([one], installation.Key));
        await using var aftermath = new Aftermath(installation);

        await traffic.TeachAsync();
        await traffic.RunAsync(CancellationToken.None, Rounds);
        await traffic.AnchorAsync(StreamTraffic.Stream);
        await twin.LiveAsync();
        await aftermath.SettleAsync();

        (await twin.DifferencesAsync()).Should().BeEmpty();
        (await aftermath.DifferencesAsync(traffic)).Should().BeEmpty();
        (await aftermath.BreachesAsync()).Should().BeEmpty();
        traffic.Texts.Should().HaveCountGreaterThan(StreamTraffic.Baseline + Rounds);
    }
}
