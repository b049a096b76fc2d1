using System.Diagnostics;
using System.Text.Json;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Lines judged as they happen.</summary>
public sealed class WatchTests : IDisposable
{
    private static readonly string[] Arguments = ["watch", "--baseline", "200", "--summary"];

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_unusual_line_is_told_at_once_while_the_stream_goes_on()
    {
        using var watch = Command.Start(Arguments);
        await WriteAsync(watch, Log.Dull(300));

        await WriteAsync(watch, [Log.Odd]);
        var told = await ReadUntilAsync(watch, "PANIC");

        told.Should().MatchRegex("(?m)^301: .*PANIC");
        watch.HasExited.Should().BeFalse();
        (await Command.FinishAsync(watch, [])).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Of_a_kind_the_first_is_told_at_once_and_the_others_together()
    {
        using var watch = Command.Start([.. Arguments, "--frozen"]);
        await WriteAsync(watch, [.. Log.Dull(300), Log.Odd]);
        await ReadUntilAsync(watch, "PANIC");

        await WriteAsync(watch, Enumerable.Repeat(Log.Odd, 4));
        var run = await Command.FinishAsync(watch, []);

        run.Lines.Where(line => line.Contains("PANIC", StringComparison.Ordinal) && line.StartsWith('3'))
            .Should().ContainSingle();
        run.Output.Should().Contain("and 3 more like it, lines 303, 304, 305\n");
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_130_and_the_summary()
    {
        using var watch = Command.Start(Arguments);
        await WriteAsync(watch, [.. Log.Dull(300), Log.Odd]);
        await ReadUntilAsync(watch, "PANIC");

        await Command.InterruptAsync(watch);
        var run = await Command.FinishAsync(watch);

        run.ExitCode.Should().Be(130);
        run.Output.Should().Contain("of 101 judged").And.Contain("200 lines taught");
    }

    [Fact]
    public async Task Ctrl_C_leaves_a_whole_sarif_log_that_says_it_is_not_complete()
    {
        using var watch = Command.Start("watch", "--baseline", "200", "--output", "sarif");
        await WriteAsync(watch, [.. Log.Dull(300), Log.Odd]);
        var begun = await ReadUntilAsync(watch, "\"PANIC\"");

        await Command.InterruptAsync(watch);
        var rest = await watch.StandardOutput.ReadToEndAsync();

        (await Command.FinishAsync(watch)).ExitCode.Should().Be(130);
        JsonDocument.Parse(begun + rest).RootElement.GetProperty("runs")[0].GetProperty("invocations")[0]
            .GetProperty("executionSuccessful").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task Ctrl_C_before_the_baseline_is_complete_ends_it_with_130_too()
    {
        using var watch = Command.Start([.. Arguments, "--baseline-file", folder["watch.dlb"]]);
        await WriteAsync(watch, Log.Dull(50));
        await Command.UntilAsync(() => Task.FromResult(folder.Names.Count > 0 || watch.HasExited));

        await Command.InterruptAsync(watch);

        var run = await Command.FinishAsync(watch);
        run.ExitCode.Should().Be(130);
        run.Error.Should().EndWith("watch.dlb was not written: the baseline was not complete.\n");
        folder.Names.Should().BeEmpty();
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("scan", "-")]
    public async Task Ctrl_C_ends_a_baseline_of_all_lines_which_is_kept(params string[] command)
    {
        using var teach = Command.Start([.. command, "--baseline", "all", "--baseline-file", folder["all.dlb"]]);

        // Many times what a pipe and the reader hold: when all are written, most have taught.
        await WriteAsync(teach, Log.Dull(6000));
        await Command.InterruptAsync(teach);
        var run = await Command.FinishAsync(teach);
        var judge = await Command.RunAsync(
            ["watch", "--baseline-file", folder["all.dlb"]], Log.Bytes(Log.With(20, 5, Log.Odd)));

        run.ExitCode.Should().Be(130);
        run.Error.Should().MatchRegex("all.dlb: [0-9],[0-9]{3} lines taught\\.\n$");
        judge.Output.Should().Contain("PANIC");
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_130_even_before_the_first_line()
    {
        using var watch = Command.Start(Arguments);

        await Command.InterruptAsync(watch);
        var run = await Command.FinishAsync(watch);

        run.ExitCode.Should().Be(130);
    }

    [Fact]
    public async Task What_it_has_learned_serves_the_next_watch()
    {
        string[] arguments = ["watch", "--baseline", "200", "--baseline-file", folder["watch.dlb"], "--output", "json"];

        await Command.RunAsync(arguments, Log.Bytes(Log.Dull(250)));
        var next = await Command.RunAsync(arguments, Log.Bytes(Log.With(20, 5, Log.Odd)));

        next.ExitCode.Should().Be(1);
        next.Output.Should().Contain("PANIC").And.Contain("\"line\":5,");
    }

    [Fact]
    public async Task Says_the_same_as_a_scan_of_the_same_lines()
    {
        var bytes = Log.Bytes(Log.With(900, 600, Log.Odd));
        string[] options = ["--baseline", "300", "--output", "json"];

        var watch = await Command.RunAsync(["watch", .. options], bytes);
        var scan = await Command.RunAsync(["scan", "-", .. options], bytes);

        watch.Output.Should().Contain("PANIC").And.Be(scan.Output);
    }

    [Fact]
    public async Task A_stream_that_ends_before_its_baseline_is_told_so()
    {
        var run = await Command.RunAsync(["watch"], Log.Bytes(Log.Dull(30)));

        run.ExitCode.Should().Be(3);
        run.Error.Should().Contain("standard input ended after 30 lines");
    }

    private static async Task WriteAsync(Process watch, IEnumerable<string> lines)
    {
        await watch.StandardInput.WriteAsync(Log.Text(lines));
        await watch.StandardInput.FlushAsync();
    }

    private static Task<string> ReadUntilAsync(Process watch, string word) =>
        Command.ReadUntilAsync(watch.StandardOutput, word);
}
