using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>What the service finds, told as it finds it.</summary>
public sealed partial class TailTests(ServiceOnPort installation) : IClassFixture<ServiceOnPort>, IAsyncLifetime
{
    private readonly Folder folder = new();

    public Task InitializeAsync() => installation.DetectAsync("app", learn: true, Log.Dull(500));

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_anomaly_is_told_at_once_and_after_a_restart_of_the_service_the_next_one_once()
    {
        var place = await installation.PlaceAsync();
        await installation.DetectAsync("app", learn: false, Odd("first"));
        using var tail = Command.Start(["tail", "app", "--from", place, "-o", "json", .. installation.Access]);
        var first = JsonNode.Parse(await ReadLineAsync(tail))!;

        await installation.DetectAsync("app", learn: false, Odd("second"));
        var second = JsonNode.Parse(await ReadLineAsync(tail))!;
        await installation.KillServiceAsync();
        await installation.StartServiceAsync();
        await installation.DetectAsync("app", learn: false, Odd("third"));
        var third = JsonNode.Parse(await ReadLineAsync(tail))!;
        await Command.InterruptAsync(tail);
        var run = await Command.FinishAsync(tail);

        new[] { first, second, third }.Select(found => found["text"]!.GetValue<string>())
            .Should().Equal(Odd("first"), Odd("second"), Odd("third"));
        run.ExitCode.Should().Be(130);
        run.Output.Should().BeEmpty("nothing comes twice");
        run.Error.Should().Contain("The connection is lost").And.Contain("Connected again.")
            .And.EndWith($"driftlock tail app --from {third["cursor"]}\n");
    }

    [Fact]
    public async Task A_connection_on_which_nothing_comes_any_more_is_left_and_what_was_found_meanwhile_comes_once()
    {
        using var way = new SilentProxy(installation.Address);
        var place = await installation.PlaceAsync();
        await installation.DetectAsync("app", learn: false, Odd("first"));
        string[] access = [.. installation.Access[2..], "--url", way.Address];
        using var tail = Command.Start(["tail", "app", "--from", place, "-o", "json", .. access]);
        var first = JsonNode.Parse(await ReadLineAsync(tail))!;

        way.Silence();
        await installation.DetectAsync("app", learn: false, Odd("second"));
        var second = JsonNode.Parse(await ReadLineAsync(tail))!;
        await installation.DetectAsync("app", learn: false, Odd("third"));
        var third = JsonNode.Parse(await ReadLineAsync(tail))!;
        await Command.InterruptAsync(tail);
        var run = await Command.FinishAsync(tail);

        new[] { first, second, third }.Select(found => found["text"]!.GetValue<string>())
            .Should().Equal(Odd("first"), Odd("second"), Odd("third"));
        run.Output.Should().BeEmpty("nothing comes twice");
        run.Error.Should().StartWith(
            "driftlock: The connection is lost; coming back to where it was.\ndriftlock: Connected again.\n");
    }

    [Fact]
    public async Task People_see_the_words_marked_and_no_command_to_their_terminal()
    {
        var place = await installation.PlaceAsync();
        await installation.DetectAsync("app", learn: false, Odd("\e[2J"));
        using var tail = Command.Start(["tail", "app", "--from", place, .. installation.Access]);

        var told = await ReadLineAsync(tail);
        var reason = await ReadLineAsync(tail);
        await Command.InterruptAsync(tail);
        await Command.FinishAsync(tail);

        told.Should().MatchRegex("^[0-9-]{10} [0-9:]{8}Z app#[0-9]+: .*»PANIC")
            .And.Contain(@"\x1B[2J").And.NotContain("\e");
        reason.Should().MatchRegex("^    [0-9,]+ bits, usually [0-9]+: ");
    }

    [Theory]
    [InlineData("anomalies:read,streams:read", "app#")]
    [InlineData("anomalies:read", "[0-9a-f-]{36}#")]
    public async Task Of_all_streams_each_is_called_by_its_slug_where_the_key_may_know_it(string scopes, string name)
    {
        var place = await installation.PlaceAsync();
        var key = folder.Write("key", await installation.IssueKeyAsync(scopes));
        await installation.DetectAsync("app", learn: false, Odd("first"), Odd("second"));
        using var tail = Command.Start("tail", "--from", place, "--url", installation.Address, "--key-file", key);

        var first = await Command.ReadUntilAsync(tail.StandardOutput, "bits");
        var second = await Command.ReadUntilAsync(tail.StandardOutput, "bits");
        await Command.InterruptAsync(tail);
        var run = await Command.FinishAsync(tail);

        first.Should().MatchRegex($"^[^ ]+ [^ ]+Z {name}[0-9]+: .*»PANIC");
        second.Should().MatchRegex($"^[^ ]+ [^ ]+Z {name}[0-9]+: .*»PANIC");
        run.Error.Should().StartWith("driftlock: To go on from here: driftlock tail --from ");
    }

    [Fact]
    public async Task The_place_that_it_names_at_its_end_is_where_the_next_one_goes_on()
    {
        var place = await installation.PlaceAsync();
        await installation.DetectAsync("app", learn: false, Odd("first"));
        using var tail = Command.Start(["tail", "--from", place, .. installation.Access]);
        await ReadLineAsync(tail);
        await Command.InterruptAsync(tail);
        var (_, _, said) = await Command.FinishAsync(tail);

        await installation.DetectAsync("app", learn: false, Odd("second"));
        using var later = Command.Start(
            ["tail", "--from", Place().Match(said).Groups["place"].Value, "-o", "json", .. installation.Access]);
        var found = JsonNode.Parse(await ReadLineAsync(later))!;
        await Command.InterruptAsync(later);
        await Command.FinishAsync(later);

        found["text"]!.GetValue<string>().Should().Be(Odd("second"));
    }

    [Theory]
    [InlineData("nothing", "", "(detection.no_such_stream, request ")]
    [InlineData("app", "--from=not-a-place", "(request.cursor_invalid, request ")]
    public async Task What_there_is_not_ends_it_with_2(string stream, string option, string reason)
    {
        string[] options = option.Length == 0 ? [] : [option];

        var run = await Command.RunAsync(["tail", stream, .. options, .. installation.Access]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(reason);
    }

    [Fact]
    public async Task A_service_that_was_never_there_is_told_at_once()
    {
        string[] access = [.. installation.Access[2..], "--url", "http://127.0.0.1:9"];

        var run = await Command.RunAsync(["tail", "app", .. access]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be("driftlock: http://127.0.0.1:9 cannot be reached: the connection is refused.\n");
    }

    private static string Odd(string word) => $"{Log.Odd} {word}";

    private static async Task<string> ReadLineAsync(Process tail)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        if (await tail.StandardOutput.ReadLineAsync(timeout.Token) is { } line) return line;
        throw new InvalidOperationException("tail ended: " + await tail.StandardError.ReadToEndAsync(timeout.Token));
    }

    [GeneratedRegex("--from (?<place>[^ \n]+)\n$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
