using System.Text;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>What cannot be done gets one sentence and its exit code, and leaves nothing behind.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_missing_file() =>
        Refused(await Command.RunAsync("scan", folder["none.log"]), 2, "none.log: no such file");

    [Fact]
    public async Task A_missing_file_stops_the_scan_before_the_others_are_begun()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));

        Refused(await Command.RunAsync("scan", log, folder["none.log"]), 2, "no such file");
    }

    [Fact]
    public async Task A_report_in_place_of_an_input()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));

        Refused(await Command.RunAsync("scan", log, "--report", log), 2, "it is an input");

        (await File.ReadAllTextAsync(log)).Should().Be(Log.Text(Log.With(600, 500, Log.Odd)));
    }

    [Fact]
    public async Task A_report_in_place_of_the_model() => Refused(
        await Command.RunAsync("scan", folder.Write("app.log", Log.Text(Log.Dull(600))),
            "--report", folder["x"], "--baseline-file", folder["x"]),
        2,
        "x is named twice");

    [Fact]
    public async Task A_report_without_a_name() => Refused(
        await Command.RunAsync("scan", folder.Write("app.log", Log.Text(Log.Dull(600))),
            "--report", "", "--baseline-file", folder["x"]),
        2,
        "is empty");

    [Fact]
    public async Task A_name_that_is_empty() => Refused(await Command.RunAsync("scan", ""), 2, "empty");

    [Fact]
    public async Task Standard_input_twice() =>
        Refused(await Command.RunAsync(["scan", "-", "-"], Log.Bytes(Log.Dull(600))), 2, "only once");

    [Fact]
    public async Task A_directory() => Refused(await Command.RunAsync("scan", folder["."]), 2, "is a directory");

    [Fact]
    public async Task A_file_without_permission_to_read()
    {
        var log = folder.Write("secret.log", Log.Text(Log.Dull(600)));

        // Root may read everything, so the scan runs as nobody then, from a copy that nobody can reach.
        var run = await Command.ShellAsync($$"""
            chmod 000 {{log}} && chmod 711 {{folder["."]}}
            if [ "$(id -u)" != 0 ]; then exec "$DRIFTLOCK" scan {{log}}; fi
            copy=$(mktemp -d) && cp -r "$(dirname "$DRIFTLOCK")/." "$copy" && chmod -R a+rX "$copy"
            setpriv --reuid=65534 --regid=65534 --clear-groups "$copy/driftlock" scan {{log}}; status=$?
            rm -r "$copy"; exit $status
            """);

        Refused(run, 2, "secret.log: permission denied");
    }

    [Fact]
    public async Task A_binary_file_unless_it_is_asked_for()
    {
        var binary = folder.Write("app.bin", [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, .. Log.Bytes(Log.Dull(600))]);

        Refused(await Command.RunAsync("scan", binary), 2, "--text");
        Refused(await Command.RunAsync("explain", $"{binary}:500"), 2, "--text");
        Refused(await Command.ShellAsync($"$DRIFTLOCK watch < {binary}"), 2, "standard input is no text");
        foreach (var taken in (string[])[$"scan {binary}", $"explain {binary}:500", $"watch < {binary}"])
        {
            (await Command.ShellAsync($"$DRIFTLOCK {taken} --text")).Should().BeEquivalentTo(
                new { ExitCode = taken[0] == 'e' ? 0 : 1, Error = "" }, taken);
        }
    }

    [Fact]
    public async Task Utf16_with_the_way_out() => Refused(
        await Command.RunAsync("scan", folder.Write("app.txt", Encoding.Unicode.GetPreamble().Concat(
            Encoding.Unicode.GetBytes("a line\n")).ToArray())), 2, "iconv -f UTF-16");

    [Fact]
    public async Task Gzip_that_is_cut_off_or_damaged()
    {
        var packed = Folder.Gzip(Log.Bytes(Log.Dull(5000)));
        var cut = folder.Write("cut.gz", packed[..(packed.Length / 2)]);
        packed[packed.Length / 2] ^= 0xFF;
        var damaged = folder.Write("damaged.gz", packed);
        string[] strictly = ["--alpha", "0.000001"];

        Refused(await Command.RunAsync(["scan", cut, .. strictly]), 2, "cut.gz: the gzip data is damaged or cut");
        Refused(await Command.RunAsync(["scan", damaged, .. strictly]), 2, "damaged.gz: the gzip data is damaged");
    }

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(3, "has 3 lines; to judge at --alpha 0.01 takes 306")]
    public async Task A_log_too_short_to_learn_from(int lines, string reason) => Refused(
        await Command.RunAsync("scan", folder.Write("short.log", Log.Text(Log.Dull(lines)))), 3, reason);

    [Fact]
    public async Task A_baseline_too_short_for_the_rate()
    {
        var log = folder.Write("app.log", Log.Text(Log.Dull(200)));

        var run = await Command.RunAsync("scan", log, "--baseline", "20", "--alpha", "0.001");

        Refused(run, 3, "--alpha 0.072");
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("scna", "app.log")]
    [InlineData("scan", "app.log", "--alpha", "2")]
    [InlineData("scan", "app.log", "--alpha", "much")]
    [InlineData("scan", "app.log", "--baseline", "0")]
    [InlineData("scan", "app.log", "--baseline", "all")]
    [InlineData("scan", "app.log", "--top", "1001")]
    [InlineData("scan", "app.log", "--output", "xml")]
    [InlineData("scan", "app.log", "--no-such-option")]
    [InlineData("scan", "app.log", "--frozen=maybe")]
    [InlineData("scan", "app.log", "--alpha")]
    [InlineData("scan", "app.log", "--alpha", "0.1", "--alpha", "0.2")]
    [InlineData("watch", "app.log")]
    [InlineData("[suggest]", "sc")]
    [InlineData("[diagram]", "scan", "app.log")]
    [InlineData("explain", "app.log")]
    public async Task Wrong_usage(params string[] arguments)
    {
        var run = await Command.RunAsync(arguments);

        run.ExitCode.Should().Be(64);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("driftlock: ");
        run.Error.Should().MatchRegex("\nSee: driftlock( scan| watch| explain)? --help\n$");
        run.Error.Should().NotMatchRegex("Unrecognized|Option '|Required|System\\.");
    }

    [Theory]
    [InlineData("/?")]
    [InlineData("/h")]
    public async Task A_name_that_other_systems_take_for_help(string name) =>
        Refused(await Command.RunAsync("scan", name), 2, $"{name}: no such file");

    [Fact]
    public async Task A_saved_model_that_is_a_device() => Refused(
        await Command.RunAsync("scan", Command.Sample("app.log"), "--baseline-file", "/dev/zero"), 2, "is a file");

    [Fact]
    public async Task A_pipe_to_explain_which_reads_twice() => Refused(
        await Command.ShellAsync($"mkfifo {folder["pipe"]}; $DRIFTLOCK explain {folder["pipe"]}:5"), 2, "only once");

    [Fact]
    public async Task Links_that_lead_round_in_a_circle_in_our_own_words() => Refused(
        await Command.ShellAsync($"ln -s {folder["a"]} {folder["a"]}; $DRIFTLOCK scan {folder["a"]}"),
        2, "a: its links lead round in a circle.");

    [Fact]
    public async Task A_full_disk_behind_standard_output()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));

        var run = await Command.ShellAsync($"$DRIFTLOCK scan {log} > /dev/full");

        Refused(run, 2, "no space left");
    }

    private static void Refused(Run run, int exitCode, string reason)
    {
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("driftlock: ").And.Contain(reason);
        run.Error.Count(c => c == '\n').Should().Be(1, "one sentence is enough: {0}", run.Error);
        run.ExitCode.Should().Be(exitCode);
    }
}
