using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>The command between others: pipes that end early, descriptors that are missing, inputs that wait.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly Folder folder = new();
    private readonly string log;

    public PipeTests() => log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", 1)]
    [InlineData("--exit-zero", 0)]
    [InlineData("--baseline 20 --alpha 0.001", 0)]
    public async Task A_reader_that_has_seen_enough_is_no_failure(string options, int exitCode)
    {
        var run = await Command.ShellAsync(
            $"$DRIFTLOCK scan {log} --top 600 {options} | head -n 1; exit ${{PIPESTATUS[0]}}");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(exitCode);
        run.Lines.Should().ContainSingle();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("doctor")]
    public async Task A_reader_that_was_never_there_is_no_failure_either(string command)
    {
        var run = await Command.ShellAsync($"$DRIFTLOCK {command} | true; exit ${{PIPESTATUS[0]}}");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Output = "", Error = "" });
    }

    [Fact]
    public async Task Without_standard_output_it_does_not_begin()
    {
        var run = await Command.ShellAsync($"$DRIFTLOCK scan {log} --report {folder["page.html"]} >&-");

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("driftlock: Standard output is closed");
        folder.Names.Should().Equal("app.log");
    }

    [Theory]
    [InlineData("scan -")]
    [InlineData("watch")]
    public async Task Without_standard_input_it_says_so_when_it_needs_it(string command)
    {
        var run = await Command.ShellAsync($"$DRIFTLOCK {command} <&-");

        run.Should().BeEquivalentTo(
            new { ExitCode = 2, Output = "", Error = "driftlock: Standard input is closed.\n" });
        (await Command.ShellAsync($"$DRIFTLOCK scan {log} <&-")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Without_standard_error_no_file_gets_what_belongs_there()
    {
        var baseline = folder["main.dlb"];

        var teach = await Command.ShellAsync(
            $"$DRIFTLOCK scan {log} --baseline all --baseline-file {baseline} 2>&-; echo $?");
        var judge = await Command.ShellAsync($"$DRIFTLOCK scan {log} --baseline-file {baseline} 2>&-; echo $?");

        teach.Output.Should().Be("0\n");
        judge.Lines[^1].Should().BeOneOf("0", "1");
        (await File.ReadAllTextAsync(log)).Should().Be(Log.Text(Log.With(600, 500, Log.Odd)));
    }

    [Fact]
    public async Task More_files_than_may_be_open_at_once()
    {
        // Some 70 the runtime has open itself, two for each of its assemblies.
        var run = await Command.ShellAsync($$"""
            mkdir {{folder["many"]}} && for i in {1..100}; do cp {{log}} {{folder["many"]}}/$i.log; done
            ulimit -n 96; $DRIFTLOCK scan {{folder["many"]}}/*.log --output json | grep -c PANIC
            """);

        run.Should().BeEquivalentTo(new { Output = "100\n", Error = "" });
    }

    [Fact]
    public async Task Pipes_that_are_filled_one_after_the_other()
    {
        var dull = folder.Write("long.log", Log.Text(Log.Dull(3000)));

        var run = await Command.ShellAsync($$"""
            cd {{folder["."]}} && mkfifo a b
            (cat {{dull}} > a; cat {{log}} > b) & $DRIFTLOCK scan a b --output json --exit-zero; wait
            """);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("PANIC").And.Contain("\"file\":\"b\",\"line\":500,");
    }

    [Fact]
    public async Task A_missing_file_is_told_before_a_pipe_in_front_of_it_is_read()
    {
        var run = await Command.ShellAsync($"$DRIFTLOCK scan <(cat {log}) {folder["none.log"]}");

        run.Should().BeEquivalentTo(new { ExitCode = 2, Output = "" });
        run.Error.Should().EndWith("none.log: no such file.\n");
    }
}
