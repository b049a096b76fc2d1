using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>The recorded logs, beside what their README says is odd in them.</summary>
public sealed partial class SampleTests
{
    private static readonly string Readme = File.ReadAllText(Command.Sample("README.md"));

    public static TheoryData<string> Logs =>
        [.. Directory.GetFiles(Command.Sample(""), "*.log").Select(log => Path.GetFileName(log)!)];

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (Match table in Table().Matches(Readme))
            {
                foreach (Match row in Row().Matches(table.Groups["rows"].Value))
                    rows.Add(table.Groups["log"].Value, row.Groups["lines"].Value);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Whatever_the_table_lists_stands_out_at_a_rate_of_5_percent(string log, string lines) =>
        (await ScanAsync(log, alpha: 0.05)).StandingOut.Should().Contain(line => Numbers(lines).Contains(line));

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task What_the_table_lists_first_stands_out_and_of_all_else_about_the_rate_is_flagged(string log)
    {
        const double Alpha = 0.01;
        var rows = Rows.Where(row => (string)row[0] == log).Select(row => Numbers((string)row[1])).ToList();

        var found = await ScanAsync(log, Alpha);

        rows.Should().NotBeEmpty("each log has its table");
        found.StandingOut.Should().Contain(rows[0][0]);
        var lines = await File.ReadAllLinesAsync(Command.Sample(log));
        found.Flagged.Except(rows.SelectMany(row => row)).Count().Should().BeLessThan((int)(2 * Alpha * lines.Length));
    }

    [Fact]
    public async Task Visitors_of_a_web_server_stand_out_by_what_they_do_and_not_by_their_addresses()
    {
        const string Log = "web-scan.log";
        var listed = Rows.Where(row => (string)row[0] == Log).SelectMany(row => Numbers((string)row[1]));

        var found = await ScanAsync(Log, alpha: 0.01);

        found.StandingOut.Except(listed).Should().HaveCountLessThan(5, "some visitors search for what nobody did");
    }

    [Fact]
    public void A_table_is_read_with_its_ranges()
    {
        Numbers("1951-1952, 1957, 1959-1961").Should().Equal(1951, 1952, 1957, 1959, 1960, 1961);
        Rows.Should().HaveCountGreaterThan(Logs.Count);
    }

    private static async Task<(long[] StandingOut, long[] Flagged)> ScanAsync(string log, double alpha)
    {
        var rate = alpha.ToString(CultureInfo.InvariantCulture);
        var run = await Command.RunAsync("scan", Command.Sample(log), "--output", "json", "--alpha", rate);
        run.ExitCode.Should().Be(1);
        var lines = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        return ([.. lines.Where(line => line.GetProperty("stands_out").GetBoolean()).Select(NumberOf)],
            [.. lines.Select(NumberOf)]);
    }

    private static long NumberOf(JsonElement line) => line.GetProperty("line").GetInt64();

    // "1805, 1841" or "1951-1952".
    private static IReadOnlyList<long> Numbers(string lines) => [.. lines.Split(", ").SelectMany(range =>
    {
        var ends = range.Split('-').Select(end => long.Parse(end, CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Range(0, (int)(ends[^1] - ends[0]) + 1).Select(more => ends[0] + more);
    })];

    [GeneratedRegex("<!-- odd lines of (?<log>[^ ]+) -->\n(?<rows>.*?)<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("^\\| (?<lines>[0-9][0-9, -]*) \\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
