using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Driftlock.Testing.Shared;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary><c>build/up</c> and <c>build/down</c>, as somebody types them who has just cloned the repository.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpTests : IAsyncLifetime
{
    // Short, open to the user that PostgreSQL runs as, and as people name folders whom nobody told not to.
    private readonly string data = Path.Combine("/tmp", $"it's \"{Path.GetRandomFileName()}\" $HOME");

    [Fact]
    public async Task It_starts_goes_on_after_a_crash_and_stops()
    {
        var runs = await Task.WhenAll(Build("up", "--detach", "--json"), Build("up", "--detach", "--json"));
        runs.Should().OnlyContain(run => run.ExitCode == 0, "{0}", string.Concat(runs.Select(run => run.Error)));
        runs.Should().ContainSingle(run => run.Error.Contains("Waiting for another build/up", StringComparison.Ordinal))
            .Which.Error.Should().Contain("runs already");
        var first = runs.Single(run => run.Error.Contains("runs already", StringComparison.Ordinal));
        first.Lines.Should().ContainSingle();
        var told = JsonNode.Parse(first.Output)!.AsObject();
        told.Select(member => member.Key)
            .Should().Equal("url", "console_url", "api_key", "organization_id", "pid", "data_dir");
        told["data_dir"]!.GetValue<string>().Should().Be(data);
        told["api_key"]!.GetValue<string>().Should().StartWith("dlk_test_");
        (await File.ReadAllTextAsync(Path.Combine(data, "credentials.json"))).Should().Be(first.Output);
        foreach (var name in new[] { "credentials.json", "password", "owner", "pepper" })
        {
            File.GetUnixFileMode(Path.Combine(data, name)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, name);
        }

        (await IsReady(told)).Should().BeTrue();
        (await SignsIn(told)).Should().BeTrue();

        var again = await Build("up", "--detach", "--json");
        again.ExitCode.Should().Be(0, again.Error);
        again.Error.Should().Contain("runs already");
        var toldAgain = JsonNode.Parse(again.Output)!.AsObject();
        toldAgain["console_url"]!.GetValue<string>().Should().NotBe(told["console_url"]!.GetValue<string>());
        toldAgain["console_url"] = told["console_url"]!.GetValue<string>();
        JsonNode.DeepEquals(toldAgain, told).Should().BeTrue(again.Output);

        Kill(told["pid"]!.GetValue<int>(), PostgresPid());
        var recovered = await Build("up", "--detach", "--json");
        recovered.ExitCode.Should().Be(0, recovered.Error);
        var after = JsonNode.Parse(recovered.Output)!.AsObject();
        after["api_key"]!.GetValue<string>().Should().Be(told["api_key"]!.GetValue<string>());
        (await IsReady(after)).Should().BeTrue();

        var postgres = PostgresPid();
        (await Build("down")).ExitCode.Should().Be(0);
        Runs(after["pid"]!.GetValue<int>()).Should().BeFalse();
        Runs(postgres).Should().BeFalse();
        (await Build("down")).Error.Should().Contain("Nothing runs");

        // As a first start leaves it that was ended before it could say its key.
        File.Delete(Path.Combine(data, "credentials.json"));
        var unsaid = await Build("up", "--detach", "--json");
        unsaid.ExitCode.Should().Be(0, unsaid.Error);
        var said = JsonNode.Parse(unsaid.Output)!.AsObject();
        (await IsReady(said)).Should().BeTrue();
        (await CountWithOneMoreAsync(said)).Should().Be(Sample.Count() + 1, "no line counts twice");
    }

    [Theory]
    [InlineData("--port", "http")]
    [InlineData("--data")]
    [InlineData("--verbose")]
    public async Task What_it_does_not_know_is_wrong_usage(params string[] arguments)
    {
        var run = await Command.ScriptAsync("build/up", arguments);

        run.ExitCode.Should().Be(64);
        run.Error.Should().StartWith("Usage: build/up ");
    }

    private static IEnumerable<string> Sample => File.ReadLines(Path.Combine(Checkout.Root, "docs", "samples", "app.log"));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Build("down");
        if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
    }

    private Task<Run> Build(string script, params string[] arguments) =>
        Command.ScriptAsync($"build/{script}", ["--data", data, .. arguments]);

    private int PostgresPid() => int.Parse(
        File.ReadLines(Path.Combine(data, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    // One that is dead stays listed until its parent asks for it, and the parent of an orphan may take its time.
    private static bool Runs(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> IsReady(JsonObject told)
    {
        using var client = new HttpClient();
        var response = await client.GetAsync(new Uri(told["url"]!.GetValue<string>() + "/readyz"));
        return response.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<long> CountWithOneMoreAsync(JsonObject told)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", told["api_key"]!.GetValue<string>());
        var answer = await client.PostAsJsonAsync(
            told["url"] + "/api/v1/anomalies/detect", new { stream = "sample", events = new[] { "one more" } });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["model"]!["sequence"]!.GetValue<long>();
    }

    // As a person does it: opens the link, presses the button, and is on the page that says who is signed in.
    private static async Task<bool> SignsIn(JsonObject told)
    {
        var link = new Uri(told["console_url"]!.GetValue<string>());
        link.Query.Should().StartWith("?token=");
        var run = await Command.ShellAsync($$"""
            jar=$(mktemp)
            trap 'rm -f "$jar"' EXIT
            form=$(curl -fsS -c "$jar" '{{link}}' | sed -n 's/.*name="form" value="\([^"]*\)".*/\1/p' | head -n 1)
            curl -fsS -L -c "$jar" -b "$jar" '{{new Uri(link, "/session")}}' --data-urlencode "form=$form" \
                --data-urlencode 'token={{link.Query["?token=".Length..]}}'
            """);
        return run.Output.Contains("demo@localhost", StringComparison.Ordinal);
    }

    // Does not wait until they have ended: whoever types the next command does not either.
    private static void Kill(params int[] processes)
    {
        foreach (var id in processes)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }
}
