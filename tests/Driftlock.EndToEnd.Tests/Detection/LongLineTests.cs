using System.Text.Json;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Unusual lines of a mebibyte: more than is kept in memory, and more than a pipe holds.</summary>
public sealed class LongLineTests : IDisposable
{
    private const int Long = 8, Told = 20, Mebibyte = 1 << 20;

    // A file may not grow beyond it, as on a disk that is full. The runtime's own memory would be such a file too.
    private const string Bounded = "trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 512;";

    private readonly Folder folder = new();
    private readonly string log;

    public LongLineTests()
    {
        var random = new Random(7);
        var lines = Log.Dull(600).ToList();
        for (var line = 0; line < Long; line++)
        {
            lines.Add(new string(random.GetItems<char>("abcdefghijklmnopqrstuvwxyz :=", Mebibyte - 1)));
        }

        log = folder.Write("app.log", Log.Text(lines));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Those_that_no_memory_keeps_are_told_whole_and_leave_nothing_behind()
    {
        Directory.CreateDirectory(folder["tmp"]);

        var run = await Command.ShellAsync($"TMPDIR={folder["tmp"]} $DRIFTLOCK scan {log} --top {Told} --output json");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(1);
        run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!.Length)
            .Count(length => length == Mebibyte - 1).Should().Be(Long);
        Directory.EnumerateFileSystemEntries(folder["tmp"]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("TMPDIR=/none", "no such directory")]
    [InlineData("TMPDIR=/dev/null", "no such directory")]
    [InlineData(Bounded, "the file would be too large")]
    public async Task Without_a_place_for_them_it_says_so_and_what_it_did_not_write(string place, string reason)
    {
        var run = await Command.ShellAsync(
            $"{place} $DRIFTLOCK scan {log} --top {Told} --report {folder["page.html"]}");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("page.html was not written: the scan could not go on.\n")
            .And.Contain("(TMPDIR)").And.EndWith($"{reason}.\n");
        folder.Names.Should().Equal("app.log");
    }

    [Theory]
    [InlineData("--report", "page.html")]
    [InlineData("--baseline-file", "model")]
    public async Task A_file_that_fills_its_disk_is_one_sentence_and_leaves_nothing_behind(string option, string name)
    {
        var run = await Command.ShellAsync(
            $"{Bounded.Replace("512", "4")} $DRIFTLOCK scan {log} {option} {folder[name]} --output json > /dev/null");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be($"driftlock: {folder[name]} cannot be written: the file would be too large.\n");
        folder.Names.Should().Equal("app.log");
    }

    [Fact]
    public async Task Short_lines_need_no_such_place()
    {
        var brief = folder.Write("brief.log", Log.Text(Log.With(600, 500, Log.Odd)));

        var run = await Command.ShellAsync($"TMPDIR=/none $DRIFTLOCK scan {brief} --top 5");

        run.Should().BeEquivalentTo(new { ExitCode = 1, Error = "" });
    }

    [Fact]
    public async Task A_reader_that_leaves_in_the_middle_is_no_failure()
    {
        var run = await Command.ShellAsync(
            $"$DRIFTLOCK scan {log} --output json | head -c 200000 | wc -c; exit ${{PIPESTATUS[0]}}");

        run.Should().BeEquivalentTo(new { ExitCode = 1, Output = "200000\n", Error = "" });
    }

    [Fact]
    public async Task An_output_that_fills_its_disk_in_the_middle_is_one_sentence()
    {
        var run = await Command.ShellAsync($"{Bounded} $DRIFTLOCK scan {log} --output json > {folder["out"]}");

        run.Should().BeEquivalentTo(new
        {
            ExitCode = 2,
            Error = "driftlock: The output cannot be written: the file would be too large.\n",
        });
        new FileInfo(folder["out"]).Length.Should().Be(Mebibyte / 2);
    }
}
