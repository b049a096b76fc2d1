using System.Net;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Keys;

/// <summary>What an operator does with keys, seen by the programs that have them.</summary>
public sealed class KeyCommandTests(OneService one) : IClassFixture<OneService>
{
    private static readonly Dictionary<string, string> Nothing = [];

    private RunningService Service => one.Service;

    [Fact]
    public async Task A_key_is_issued_as_narrow_as_it_was_said_and_taken_back()
    {
        using var whole = Service.NewCaller(Service.Key);
        await RunningService.DetectAsync(whole, new { stream = "mine", events = new[] { "x" } });

        var secret = await Keys(
            "issue", "--name", "narrow", "--scopes", "detect, streams:read", "--stream", "mine",
            "--expires-at", "2099-12-31", "--requests-per-minute", "7");

        secret.Should().MatchRegex("^dlk_live_[0-9A-Za-z]{38}$");
        using var narrow = Service.NewCaller(secret);
        var who = System.Text.Json.Nodes.JsonNode.Parse(await narrow.GetStringAsync("/api/v1/whoami"))!;
        who["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).Should().Equal("detect", "streams:read");
        who["stream"].Should().NotBeNull();
        who["limits"]!["requests_per_minute"]!.GetValue<int>().Should().Be(7);
        (await narrow.GetAsync("/api/v1/anomalies")).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        await Keys("revoke", "--key", who["key"]!.GetValue<string>());
        await Keys("revoke", "--key", who["key"]!.GetValue<string>());

        await Command.UntilAsync(async () =>
            (await narrow.GetAsync("/api/v1/whoami")).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(64, "Each one of detect, ingest,", "--scopes", "detect,everything")]
    [InlineData(64, "Each one of detect, ingest,", "--scopes", "detect,detect")]
    [InlineData(2, "There is no such stream.", "--scopes", "all", "--stream", "nobody")]
    [InlineData(64, "The end of the key's life has passed already.", "--scopes", "all", "--expires-at", "2020-01-01")]
    [InlineData(64, "'tomorrow' is not a time like", "--scopes", "all", "--expires-at", "tomorrow")]
    [InlineData(64, "'2027-13-01' is not a time like", "--scopes", "all", "--expires-at", "2027-13-01")]
    [InlineData(64, "Requests Per Minute", "--scopes", "all", "--requests-per-minute", "0")]
    [InlineData(64, "often", "--scopes", "all", "--requests-per-minute", "often")]
    [InlineData(64, "--scopes")]
    public async Task A_key_that_makes_no_sense_is_refused_in_a_sentence(int code, string reason, params string[] options)
    {
        var run = await Run(["keys", "issue", "--organization", RunningService.Organization, "--name", "n", .. options]);

        run.ExitCode.Should().Be(code, run.Error);
        run.Error.Should().Contain(reason).And.NotContain("   at ").And.NotContain("Exception");
        run.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task An_organization_and_a_key_that_there_are_not_are_said_to_be_none()
    {
        var nobody = await Run("keys", "issue", "--organization", "nobody", "--name", "n", "--scopes", "all");
        var noKey = await Run(
            "keys", "revoke", "--organization", RunningService.Organization, "--key", "01900000-0000-7000-8000-000000000001");

        (nobody.ExitCode, nobody.Error).Should().Be((2, "There is no such organization.\n"));
        (noKey.ExitCode, noKey.Output).Should().Be((2, ""));
        noKey.Error.Should().EndWith(".\n").And.NotContain("Exception");
    }

    [Fact]
    public async Task Without_a_pepper_it_says_which_setting_is_missing()
    {
        var run = await Command.FinishAsync(
            Command.StartService(
                Service.ConnectionString,
                new Dictionary<string, string> { ["Keys__Peppers__1"] = "" },
                "keys", "issue", "--organization", RunningService.Organization, "--name", "n", "--scopes", "all"),
            []);

        run.ExitCode.Should().Be(3, run.Error);
        run.Error.Should().StartWith("Keys:Peppers:1 ").And.NotContain("Exception");
    }

    private Task<string> Keys(string what, params string[] options) => RunningService.RunAsync(
        Service.ConnectionString, Nothing, ["keys", what, "--organization", RunningService.Organization, .. options]);

    private Task<Run> Run(params string[] arguments) =>
        Command.FinishAsync(Command.StartService(Service.ConnectionString, arguments), []);
}

/// <summary>A service for all tests of a class.</summary>
public sealed class OneService : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await RunningService.StartAsync();

    public Task DisposeAsync() => Service.StopAsync();
}
