using System.Text.RegularExpressions;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Whoever is told that nothing can be judged, and does what he is told, gets an answer.</summary>
public sealed partial class AdviceTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(600, "--alpha 0.0001")]
    [InlineData(600, "--alpha 0.0007")]
    [InlineData(600, "--alpha 0.001")]
    [InlineData(600, "--alpha 0.003")]
    [InlineData(600, "--frozen --alpha 0.0007")]
    [InlineData(3400, "--alpha 0.0005")]
    [InlineData(3400, "--alpha 0.00097")]
    [InlineData(200, "--baseline 20 --alpha 0.001")]
    [InlineData(200, "--baseline 40 --alpha 0.005")]
    [InlineData(60, "--baseline 2 --frozen")]
    [InlineData(40, "")]
    public async Task A_larger_rate_works(int lines, string options)
    {
        var log = folder.Write("app.log", Log.Text(Log.Dull(lines)));
        var refused = await Command.ShellAsync($"$DRIFTLOCK scan {log} {options} --exit-zero");

        var advice = Rate().Match(refused.Error);
        var followed = await Command.ShellAsync(
            $"$DRIFTLOCK scan {log} {Alpha().Replace(options, "")} --alpha {advice.Groups["rate"]}");

        refused.ExitCode.Should().Be(3);
        advice.Success.Should().BeTrue(refused.Error);
        followed.ExitCode.Should().BeOneOf([0, 1], refused.Error + followed.Error);
        followed.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData(300, "--frozen --baseline 20")]
    [InlineData(300, "--baseline 300")]
    [InlineData(60, "--baseline 1 --frozen --alpha 0.1")]
    public async Task Another_baseline_works(int lines, string options)
    {
        var log = folder.Write("app.log", Log.Text(Log.Dull(lines)));
        var refused = await Command.ShellAsync($"$DRIFTLOCK scan {log} {options}");

        var advice = Baseline().Match(refused.Error[refused.Error.IndexOf("take ", StringComparison.Ordinal)..]);
        var followed = await Command.ShellAsync(
            $"$DRIFTLOCK scan {log} {Baseline().Replace(options, advice.Value)}");

        refused.ExitCode.Should().Be(3);
        advice.Success.Should().BeTrue(refused.Error);
        followed.ExitCode.Should().BeOneOf([0, 1], refused.Error + followed.Error);
        followed.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task A_longer_log_works()
    {
        var brief = folder.Write("app.log", Log.Text(Log.Dull(600)));
        var refused = await Command.RunAsync("scan", brief, "--alpha", "0.001");
        refused.Error.Should().Contain("takes 3,074");

        var longer = folder.Write("app.log", Log.Text(Log.Dull(3074)));

        (await Command.RunAsync("scan", longer, "--alpha", "0.001", "--exit-zero")).Should().BeEquivalentTo(
            new { ExitCode = 0, Error = "" });
    }

    [Fact]
    public async Task With_nothing_to_compare_no_rate_is_advised()
    {
        var log = folder.Write("app.log", Log.Text(Log.Dull(60)));

        var run = await Command.RunAsync("scan", log, "--baseline", "1", "--frozen");

        run.ExitCode.Should().Be(3);
        run.Error.Should().NotMatchRegex("--alpha 1[ .]");
    }

    [GeneratedRegex("--alpha [0-9.]+")]
    private static partial Regex Alpha();

    [GeneratedRegex("(?:take|log, --alpha|\\bor --alpha) (?<rate>0\\.[0-9]+)")]
    private static partial Regex Rate();

    [GeneratedRegex("--baseline [0-9]+")]
    private static partial Regex Baseline();
}
