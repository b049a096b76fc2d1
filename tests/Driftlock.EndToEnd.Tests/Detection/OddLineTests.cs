using System.Text.Json;
using System.Text.RegularExpressions;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>A log in which one odd line is hidden: it is found, its odd words are marked, and the rest is quiet.</summary>
public sealed partial class OddLineTests : IDisposable
{
    private const int Lines = 3_000;
    private const int MostShown = 3;

    private static readonly (LogKind Kind, string Message, string Marked)[] Odd =
    [
        (LogKind.Ssh, "fatal: Unable to negotiate: no matching host key type found", "negotiate"),
        (LogKind.Ssh, "Accepted publickey for mallory from 10.0.1.77 port 43122 ssh2", "mallory"),
        (LogKind.Ssh, "pam_unix(sshd:session): session opened for user root by (uid=0)", "root"),
        (LogKind.Web, "\"GET /cart HTTP/1.1\" 200 4711 \"-\" \"sqlmap/1.7 (http://sqlmap.org)\"", "sqlmap"),
        (LogKind.Web, "\"PROPFIND /cart HTTP/1.1\" 200 4711 \"-\" \"Mozilla/5.0 (X11; Linux)\"", "PROPFIND"),
        (LogKind.Web, "\"GET /../../etc/passwd HTTP/1.1\" 200 4711 \"-\" \"Mozilla/5.0 (X11; Linux)\"", "passwd"),
        (LogKind.App, "ERROR worker-2 could not write to pg_wal/xlogtemp.812: No space left on device", "space"),
        (LogKind.App, "INFO  worker-3 cache miss for voucher 812, loaded in 31 ms", "voucher"),
        (LogKind.App, "INFO  worker-1 GET /wp-admin/setup.php 200 in 12 ms", "setup"),
        (LogKind.App, "WARN  worker-1 GET /cart/812 200 in 12 ms", "WARN"),
    ];

    private readonly Folder folder = new();

    public static TheoryData<int, int> Hidden
    {
        get
        {
            var hidden = new TheoryData<int, int>();
            foreach (var number in (int[])[450, 1_700, 2_995])
                for (var odd = 0; odd < Odd.Length; odd++) hidden.Add(odd, number);
            return hidden;
        }
    }

    public static TheoryData<LogKind, int> Dull
    {
        get
        {
            var dull = new TheoryData<LogKind, int>();
            foreach (var kind in Enum.GetValues<LogKind>())
                for (var seed = 1; seed <= 5; seed++) dull.Add(kind, seed * 11);
            return dull;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task It_leads_what_is_shown_with_its_odd_word_marked_and_hardly_anything_else_is(int which, int number)
    {
        var (kind, message, marked) = Odd[which];
        var log = folder.Write("x.log", Log.Text(new GeneratedLog(kind, which + number).With(Lines, number, message)));

        var run = await Command.RunAsync("scan", log, "--summary");

        run.ExitCode.Should().Be(1);
        var shown = Shown(run, log);
        shown.Should().HaveCountLessThanOrEqualTo(MostShown);
        shown[0].Should().StartWith($"{log}:{number}: ").And.MatchRegex($"»[^«]*{marked}[^«]*«");
        run.Lines[^1].Should().StartWith("1 line stands out of 2,600 judged. ")
            .And.Contain($"The most unusual is {log}:{number}.");
    }

    [Theory]
    [MemberData(nameof(Dull))]
    public async Task Where_nothing_is_hidden_nothing_leads_though_the_clock_rolls_over_and_the_rate_is_told(
        LogKind kind, int seed)
    {
        var log = folder.Write("x.log", Log.Text(new GeneratedLog(kind, seed).Lines(Lines)));

        var quiet = await Command.RunAsync("scan", log);
        var all = await Command.RunAsync("scan", log, "--all");

        Shown(quiet, log).Should().BeEmpty();
        var flagged = Shown(all, log).Length;
        quiet.ExitCode.Should().Be(1);
        quiet.Output.Should().Be(
            $"{flagged} lines are flagged at the rate of 1 %, which allows about 26 by chance; they do not stand out: --all "
            + "shows them.\n");
        flagged.Should().BeInRange(13, 52, "one log alone may have half or twice what the rate allows");
    }

    [Fact]
    public async Task Of_the_lines_of_many_dull_logs_one_in_a_hundred_is_flagged()
    {
        var (flagged, judged) = (0L, 0L);
        foreach (var (kind, seed) in Dull.Select(row => ((LogKind)row[0], (int)row[1])))
        {
            var log = folder.Write("x.log", Log.Text(new GeneratedLog(kind, seed).Lines(Lines)));
            var run = await Command.RunAsync("scan", log, "--output", "json", "--summary");
            var summary = JsonDocument.Parse(run.Lines[^1]).RootElement.GetProperty("summary");
            flagged += summary.GetProperty("flagged").GetInt64();
            judged += summary.GetProperty("scored").GetInt64();
        }

        ((double)flagged / judged).Should().BeApproximately(0.01, 0.001);
    }

    [Fact]
    public async Task Lines_of_one_kind_are_shown_once_and_each_is_a_record_of_one_group_for_programs()
    {
        var lines = new GeneratedLog(LogKind.App, 8).Lines(Lines);
        foreach (var number in (int[])[900, 1_200, 1_800, 2_400])
            lines[number - 1] = $"2026-11-20 10:07:41.000 ERROR worker-2 no space left for order {number}";
        var log = folder.Write("x.log", Log.Text(lines));

        var text = await Command.RunAsync("scan", log, "--frozen");
        var json = await Command.RunAsync("scan", log, "--frozen", "--output", "json");

        Shown(text, log).Where(line => line.Contains("space", StringComparison.Ordinal)).Should().ContainSingle();
        text.Output.Should().MatchRegex("and 3 more like it, lines [0-9]+, [0-9]+, [0-9]+\n");
        var records = json.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var odd = records.Where(line => line.GetProperty("stands_out").GetBoolean())
            .Where(line => line.GetProperty("text").GetString()!.Contains("space", StringComparison.Ordinal)).ToList();
        odd.Select(line => line.GetProperty("line").GetInt64()).Should().Equal(900, 1_200, 1_800, 2_400);
        odd.GroupBy(line => line.GetProperty("group_id").GetString()).Should().ContainSingle();
    }

    [Fact]
    public async Task The_top_lines_have_their_words_whatever_the_rate_and_usual_ones_are_called_so()
    {
        var log = folder.Write("x.log", Log.Text(new GeneratedLog(LogKind.Ssh, 3).With(Lines, 1_700, Odd[0].Message)));

        var json = await Command.RunAsync("scan", log, "--top", "40", "--alpha", "0.001", "--baseline", "1600", "-o", "json");
        var sarif = await Command.RunAsync("scan", log, "--top", "40", "-o", "sarif");

        json.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("attribution").GetArrayLength())
            .Should().HaveCount(40).And.OnlyContain(words => words > 0);
        var results = JsonDocument.Parse(sarif.Output).RootElement.GetProperty("runs")[0].GetProperty("results")
            .EnumerateArray().ToList();
        results[0].GetProperty("kind").GetString().Should().Be("fail");
        results[0].GetProperty("level").GetString().Should().BeOneOf("error", "warning");
        foreach (var usual in results.Where(result => Verdict(result) == "usual"))
        {
            usual.GetProperty("kind").GetString().Should().Be("informational");
            usual.GetProperty("level").GetString().Should().Be("none");
            usual.GetProperty("message").GetProperty("text").GetString().Should().StartWith("Usual line: ");
        }

        results.Select(Verdict).Should().Contain("usual").And.Contain("unusual");
    }

    private static string? Verdict(JsonElement result) =>
        result.GetProperty("properties").GetProperty("verdict").GetString();

    private static string[] Shown(Run run, string log) =>
        [.. run.Lines.Where(line => Place().IsMatch(line.Replace(log, "log", StringComparison.Ordinal)))];

    [GeneratedRegex("^log:[0-9]+: ")]
    private static partial Regex Place();
}
