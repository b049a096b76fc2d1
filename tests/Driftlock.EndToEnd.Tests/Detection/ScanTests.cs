using System.Text.Json;
using Driftlock.EndToEnd.Tests.Shared;
using Driftlock.Testing.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>What a user sees of a scan.</summary>
public sealed class ScanTests : IDisposable
{
    private const string OddWord = "UnicodeDecodeError";

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Finds_the_odd_line_of_a_recorded_log_and_its_words_and_is_quiet_about_the_rest()
    {
        var log = Command.Sample("app.log");
        var lines = await File.ReadAllLinesAsync(log);
        var odd = Array.FindIndex(lines, line => line.Contains(OddWord, StringComparison.Ordinal)) + 1;

        var run = await Command.RunAsync("scan", log);

        run.ExitCode.Should().Be(1);
        run.Error.Should().BeEmpty();
        var found = run.Lines.Single(line => line.StartsWith($"{log}:{odd}: ", StringComparison.Ordinal));
        found.Should().MatchRegex($"»[^»«]*{OddWord}[^»«]*«");
        run.Lines.Should().HaveCount(3, "a line, its reason, and how many do not stand out");
    }

    [Fact]
    public async Task Says_what_the_readme_shows()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md"));

        var run = await Command.ShellAsync(
            $"cd {Checkout.Root} && \"$DRIFTLOCK\" scan docs/samples/app.log --summary");

        run.Lines.Should().HaveCount(3);
        readme.Should().Contain($"```\n{run.Output}```\n");
    }

    [Fact]
    public async Task The_most_unusual_line_comes_first_among_the_top_ones()
    {
        var run = await Command.RunAsync("scan", Command.Sample("app.log"), "--top", "3", "--output", "json");

        var top = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        top.Should().HaveCount(3);
        top[0].GetProperty("text").GetString().Should().Contain(OddWord);
        top.Select(line => line.GetProperty("score").GetDouble()).Should().BeInDescendingOrder();
    }

    [Fact]
    public async Task Says_nothing_and_exits_with_0_when_nothing_is_unusual()
    {
        var log = folder.Write("dull.log", Log.Text(Enumerable.Repeat("the same line again", 700)));

        var run = await Command.RunAsync("scan", log);

        run.Should().BeEquivalentTo(new { ExitCode = 0, Output = "", Error = "" });
    }

    [Fact]
    public async Task Exit_zero_hides_that_lines_are_unusual()
    {
        var log = folder.Write("odd.log", Log.Text(Log.With(600, 500, Log.Odd)));

        (await Command.RunAsync("scan", log)).ExitCode.Should().Be(1);
        (await Command.RunAsync("scan", log, "--exit-zero")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task The_same_scan_says_the_same()
    {
        var log = folder.Write("odd.log", Log.Text(Log.With(900, 500, Log.Odd)));
        string[] arguments = ["scan", log, "--output", "json"];

        var first = await Command.RunAsync(arguments);
        var second = await Command.RunAsync(arguments);

        first.Output.Should().NotBeEmpty().And.Be(second.Output);
    }

    [Fact]
    public async Task Each_file_is_a_stream_of_its_own()
    {
        var web = folder.Write("web.log", Log.Text(Log.With(600, 450, Log.Odd)));
        var other = folder.Write("other.log", Log.Text(Enumerable.Range(0, 600).Select(number => $"tick {number}")));

        var together = await Command.RunAsync("scan", other, web, "--output", "json");
        var alone = await Command.RunAsync("scan", web, "--output", "json");

        together.Output.Should().EndWith(alone.Output).And.Contain("PANIC");
    }

    [Fact]
    public async Task Reads_standard_input_and_gzip_of_several_members_like_the_plain_file()
    {
        var bytes = Log.Bytes(Log.With(800, 600, Log.Odd));
        var plain = folder.Write("app.log", bytes);
        var packed = folder.Write("app.log.gz", [.. Folder.Gzip(bytes[..20_001]), .. Folder.Gzip(bytes[20_001..])]);

        var expected = (await Command.RunAsync("scan", plain, "--output", "json")).Output;

        expected.Should().Contain("PANIC");
        (await Command.RunAsync(["scan", "-", "--output", "json"], bytes)).Output.Replace("\"-\"", $"\"{plain}\"")
            .Should().Be(expected);
        (await Command.RunAsync("scan", packed, "--output", "json")).Output.Replace(packed, plain)
            .Should().Be(expected);
        (await Command.RunAsync(["scan", "-", "--output", "json"], await File.ReadAllBytesAsync(packed)))
            .Output.Replace("\"-\"", $"\"{plain}\"").Should().Be(expected);
    }

    [Fact]
    public async Task Frozen_keeps_flagging_what_a_learner_gets_used_to()
    {
        var lines = Log.Dull(900);
        for (var index = 500; index < 900; index += 4) lines[index] = Log.Odd;
        var log = folder.Write("repeating.log", Log.Text(lines));

        var learning = await Command.RunAsync("scan", log, "--output", "json");
        var frozen = await Command.RunAsync("scan", log, "--output", "json", "--frozen");

        frozen.Lines.Count(line => line.Contains("PANIC", StringComparison.Ordinal)).Should().Be(100);
        learning.Lines.Count(line => line.Contains("PANIC", StringComparison.Ordinal)).Should().BeInRange(1, 50);
    }
}
