using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>The page that a scan leaves.</summary>
public sealed partial class ReportTests : IDisposable
{
    private const int MostLines = 1_000; // that are shown

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Its_points_are_the_scores_of_the_unusual_lines()
    {
        var run = await ScanAsync(Log.With(1500, 900, Log.Odd));

        var points = Point().Matches(await PageAsync()).ToDictionary(
            point => long.Parse(point.Groups["line"].Value, CultureInfo.InvariantCulture),
            point => double.Parse(point.Groups["score"].Value, CultureInfo.InvariantCulture));
        var scores = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(
            line => line.GetProperty("line").GetInt64(), line => line.GetProperty("score").GetDouble());
        scores.Should().ContainKey(900);
        points.Should().Equal(scores);
    }

    [Fact]
    public async Task It_loads_nothing_from_anywhere()
    {
        await ScanAsync(Log.With(600, 500, Log.Odd + " http://evil.example/x.js <script src=//evil.example>"));

        var page = await PageAsync();

        page.Should().Contain("default-src 'none'");
        page.Should().NotMatchRegex("<(script|link|img|iframe|object|embed)\\b");
        page.Should().NotMatchRegex("(src|href|srcset|action)\\s*=\\s*[\"']?(?!#)[^\"'\\s>]");
        page.Should().NotMatchRegex("(url\\(|@import)");
    }

    [Fact]
    public async Task It_marks_the_words_in_their_line()
    {
        await ScanAsync(Log.With(600, 500, Log.Odd));

        (await PageAsync()).Should().Contain("<article id=\"line-1-500\">").And.MatchRegex("<mark[^>]*>PANIC</mark>");
    }

    [Fact]
    public async Task A_long_log_makes_a_page_of_the_same_size()
    {
        var run = await ScanAsync(Log.Dull(30_000), "--alpha", "0.1");
        var brief = await PageAsync();
        var longer = await ScanAsync(Log.Dull(90_000), "--alpha", "0.1");
        var page = await PageAsync();

        run.Lines.Length.Should().BeGreaterThan(MostLines);
        longer.Lines.Length.Should().BeGreaterThan(2 * run.Lines.Length);
        Point().Matches(brief).Should().HaveCount(MostLines);
        Point().Matches(page).Should().HaveCount(MostLines);
        page.Length.Should().BeCloseTo(brief.Length, (uint)(brief.Length / 10));
    }

    [Fact]
    public async Task Is_written_whole_or_not_at_all()
    {
        var log = folder.Write("app.log.gz", Folder.Gzip(Log.Bytes(Log.Dull(3000)))[..^200]);
        folder.Write("report.html", "the old page");

        var run = await Command.RunAsync("scan", log, "--report", folder["report.html"]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().EndWith("report.html was not written: an input could not be read.\n");
        (await PageAsync()).Should().Be("the old page");
        folder.Names.Should().Equal("app.log.gz", "report.html");
    }

    [Theory]
    [InlineData("mkfifo {0}; $DRIFTLOCK scan {1} --report {0}")]
    [InlineData("$DRIFTLOCK scan {1} --report >(cat > /dev/null)")]
    [InlineData("ln -s /dev/full {0}; $DRIFTLOCK scan {1} --report {0}")]
    public async Task A_pipe_or_a_device_is_not_replaced_by_it(string line)
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));
        var place = folder["report.html"];

        var run = await Command.ShellAsync(line
            .Replace("{0}", place, StringComparison.Ordinal).Replace("{1}", log, StringComparison.Ordinal));

        run.Should().BeEquivalentTo(new { ExitCode = 2, Output = "" });
        run.Error.Should().Contain("it is a pipe or a device").And.MatchRegex("^[^\n]*\n$");
    }

    [Fact]
    public async Task A_scan_that_is_interrupted_says_that_there_is_none()
    {
        using var scan = Command.Start("scan", "-", "--report", folder["report.html"]);
        await Command.UntilAsync(() => Task.FromResult(folder.Names.Count > 0 || scan.HasExited));

        await Command.InterruptAsync(scan);
        var run = await Command.FinishAsync(scan);

        run.ExitCode.Should().Be(130);
        run.Error.Should().EndWith("report.html was not written: the scan was interrupted.\n");
        folder.Names.Should().BeEmpty();
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_refused_before_the_scan()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));

        var run = await Command.RunAsync("scan", log, "--report", folder["none/report.html"]);

        run.Should().BeEquivalentTo(new { ExitCode = 2, Output = "" });
        run.Error.Should().Contain("cannot be written: no such directory");
    }

    private async Task<Run> ScanAsync(IEnumerable<string> lines, params string[] options)
    {
        var log = folder.Write("app.log", Log.Text(lines));
        return await Command.RunAsync(["scan", log, "--output", "json", "--report", folder["report.html"], .. options]);
    }

    private Task<string> PageAsync() => File.ReadAllTextAsync(folder["report.html"]);

    [GeneratedRegex("data-line=\"(?<line>[0-9]+)\" data-score=\"(?<score>[0-9.]+)\"")]
    private static partial Regex Point();
}
