using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>The forms in which findings leave: for terminals, programs and code scanning.</summary>
public sealed partial class FormTests : IDisposable
{
    private const string Evil = "\e[2J\e]0;owned\a \u009b31m \u202egnp.exe\u2066 \u2028 \u200b PANIC odd odd odd";
    private const string Harmful = "\e\a\u009b\u202e\u2066\u2028\u200b";

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Json_is_one_object_a_line_that_leads_back_to_the_bytes_of_the_file()
    {
        var lines = Log.With(600, 500, Log.Odd + " – café \u4e2d");
        var log = folder.Write("app.log", Log.Text(lines));
        var bytes = await File.ReadAllBytesAsync(log);

        var run = await Command.RunAsync("scan", log, "--output", "json");

        run.Lines.Should().NotBeEmpty();
        foreach (var line in run.Lines)
        {
            var found = JsonDocument.Parse(line).RootElement;
            found.GetProperty("file").GetString().Should().Be(log);
            var text = found.GetProperty("text").GetString()!;
            text.Should().Be(lines[found.GetProperty("line").GetInt64() - 1]);
            var offset = (int)found.GetProperty("byte_offset").GetInt64();
            Encoding.UTF8.GetString(bytes, offset, Encoding.UTF8.GetByteCount(text)).Should().Be(text);
            foreach (var word in found.GetProperty("attribution").EnumerateArray())
            {
                var (start, end) = (word.GetProperty("start").GetInt32(), word.GetProperty("end").GetInt32());
                Encoding.UTF8.GetString(bytes, offset + start, end - start)
                    .Should().Be(word.GetProperty("text").GetString());
                word.GetProperty("bits").GetDouble().Should().BeGreaterThanOrEqualTo(0);
            }

            found.GetProperty("p_value").GetDouble().Should().BeInRange(0, 0.01);
            found.GetProperty("score").GetDouble().Should().BeGreaterThan(6);
            found.GetProperty("bits").GetDouble().Should().BePositive();
            found.GetProperty("expected_bits").GetDouble().Should().BePositive();
            found.GetProperty("severity").GetString().Should().BeOneOf("medium", "high", "critical");
        }
    }

    [Fact]
    public async Task The_summary_is_the_last_object_and_counts_every_line()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(601, 500, Log.Odd)));

        var run = await Command.RunAsync(
            "scan", log, "--output", "json", "--summary", "--alpha", "0.02", "--baseline", "150");

        var summary = JsonDocument.Parse(run.Lines[^1]).RootElement.GetProperty("summary");
        summary.GetProperty("lines").GetInt64().Should().Be(601);
        summary.GetProperty("baseline").GetInt64().Should().Be(150);
        summary.GetProperty("scored").GetInt64().Should().Be(451);
        summary.GetProperty("flagged").GetInt64().Should().Be(run.Lines.Length - 1);
        summary.GetProperty("alpha").GetDouble().Should().Be(0.02);
        summary.GetProperty("mb_per_s").GetDouble().Should().BePositive();
    }

    [Fact]
    public async Task Sarif_is_one_log_with_a_result_for_each_unusual_line()
    {
        var log = folder.Write("app log.txt", Log.Text(Log.With(2_000, 500, Log.Odd)));

        var run = await Command.RunAsync("scan", log, "--output", "sarif");
        var json = await Command.RunAsync("scan", log, "--output", "json");

        var sarif = JsonDocument.Parse(run.Output).RootElement;
        sarif.GetProperty("version").GetString().Should().Be("2.1.0");
        var scan = sarif.GetProperty("runs").EnumerateArray().Should().ContainSingle().Subject;
        scan.GetProperty("tool").GetProperty("driver").GetProperty("name").GetString().Should().Be("Driftlock");
        scan.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean().Should().BeTrue();
        var rule = scan.GetProperty("tool").GetProperty("driver").GetProperty("rules")[0].GetProperty("id").GetString();
        var results = scan.GetProperty("results").EnumerateArray().ToList();
        results.Should().OnlyContain(result => result.GetProperty("ruleId").GetString() == rule);
        var places = results
            .Select(result => result.GetProperty("locations")[0].GetProperty("physicalLocation")).ToList();
        places.Select(LineOf).Should().HaveCountGreaterThan(5).And.Equal(
            json.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("line").GetInt32()));
        var odd = places.Single(place => LineOf(place) == 500);
        odd.GetProperty("region").GetProperty("snippet").GetProperty("text").GetString().Should().Be(Log.Odd);
        new Uri(odd.GetProperty("artifactLocation").GetProperty("uri").GetString()!).LocalPath.Should().Be(log);
    }

    [Fact]
    public async Task Sarif_says_why_nothing_was_judged()
    {
        var brief = folder.Write("brief.log", Log.Text(Log.Dull(3)));

        var run = await Command.RunAsync("scan", brief, "--output", "sarif");

        run.ExitCode.Should().Be(3);
        var scan = JsonDocument.Parse(run.Output).RootElement.GetProperty("runs")[0];
        var invocation = scan.GetProperty("invocations")[0];
        invocation.GetProperty("executionSuccessful").GetBoolean().Should().BeFalse();
        invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString()
            .Should().Be(run.Error["driftlock: ".Length..].TrimEnd()).And.Contain("has 3 lines");
    }

    [Fact]
    public async Task On_a_terminal_words_are_coloured_and_with_NO_COLOR_they_are_marked_by_signs()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));
        var scan = $"$DRIFTLOCK scan {log}";

        var coloured = await Command.ShellAsync($"TERM=xterm-256color script -qec '{scan}' /dev/null");
        var plain = await Command.ShellAsync($"NO_COLOR=1 TERM=xterm-256color script -qec '{scan}' /dev/null");

        coloured.Output.Should().MatchRegex("\e\\[[0-9;]*mPANIC\e\\[0m").And.Contain("\e[1;97;41m").And.NotContain("»");
        coloured.Output.Should().NotContain(" unusual\e[", "the progress is taken away before a line is shown");
        plain.Output.Should().MatchRegex("»[^«]*PANIC[^«]*«").And.NotContain("\e[1;").And.NotContain("\e[4;");
    }

    [Fact]
    public async Task Progress_is_shown_on_a_terminal_alone()
    {
        var log = folder.Write("app.log", Log.Text(Log.Dull(3000)));

        var piped = await Command.RunAsync("scan", log, "--exit-zero");
        var shown = await Command.ShellAsync($"TERM=xterm script -qec '$DRIFTLOCK scan {log} --exit-zero' /dev/null");
        var kept = await Command.ShellAsync(
            $"TERM=xterm script -qec '$DRIFTLOCK scan {log} --exit-zero 2>{folder["errors"]}' /dev/null");

        shown.Output.Should().Contain("MB/s");
        piped.Error.Should().BeEmpty();
        piped.Output.Should().NotContain("MB/s");
        kept.Output.Should().NotContain("MB/s");
        (await File.ReadAllTextAsync(folder["errors"])).Should().BeEmpty("standard error is no terminal there");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("sarif")]
    public async Task Escape_codes_of_a_log_reach_no_terminal(string form)
    {
        var log = folder.Write("\e[31m.log", Log.Text(Log.With(600, 500, Evil)));

        var run = await Command.RunAsync("scan", log, "--output", form, "--report", folder["report.html"]);

        run.Output.Should().Contain("PANIC");
        run.Error.Should().BeEmpty();
        var page = await File.ReadAllTextAsync(folder["report.html"]);
        foreach (var harmful in Harmful)
        {
            run.Output.Should().NotContain($"{harmful}");
            page.Should().NotContain($"{harmful}");
        }

        if (form == "json")
        {
            run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString())
                .Should().Contain(Evil);
        }
    }

    [Theory]
    [InlineData("scan \"$LOG\"")]
    [InlineData("explain \"$LOG:500\"")]
    public async Task On_a_terminal_the_only_codes_are_our_own(string command)
    {
        var log = folder.Write("\e[2K.log", Log.Text(Log.With(3_000, 500, Evil)));

        var run = await Command.ShellAsync(
            $"export LOG='{log}'; TERM=xterm-256color script -qec '$DRIFTLOCK {command}' /dev/null");

        run.Output.Should().Contain("PANIC").And.MatchRegex("\e\\[[0-9;]+m");
        var others = OwnCode().Replace(run.Output, "");
        foreach (var harmful in Harmful) others.Should().NotContain($"{harmful}");
    }

    private static int LineOf(JsonElement place) => place.GetProperty("region").GetProperty("startLine").GetInt32();

    // Looks of text, and the way back to the beginning of a line.
    [GeneratedRegex("\e\\[[0-9;]*m|\r\e\\[K")]
    private static partial Regex OwnCode();
}
