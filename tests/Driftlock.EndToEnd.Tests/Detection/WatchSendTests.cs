using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>A watch that sends what it reads: it shows the same, and never waits for the service.</summary>
public sealed class WatchSendTests : IDisposable
{
    private static readonly string[] Baseline = ["--baseline", "200"];

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_view_is_the_same_and_every_line_arrives_once()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        await installation.StartServiceAsync();
        string[] lines = [.. Log.With(25_000, 24_000, Log.Odd), "", "a\tb \e[2J \u00e4", Log.Odd];

        var alone = await Command.RunAsync(["watch", .. Baseline, "--summary"], Log.Bytes(lines));
        var run = await Command.RunAsync(["watch", .. Send(installation), "--summary"], Log.Bytes(lines));

        run.Should().BeEquivalentTo(alone);
        run.ExitCode.Should().Be(1, run.Error);
        (await installation.EventsAsync("app")).Should().Equal(lines);
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_line_is_sent_soon_though_more_may_come()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        await installation.StartServiceAsync();
        using var watch = Command.Start(["watch", .. Send(installation)]);

        await WriteAsync(watch, ["first"]);
        await Command.UntilAsync(async () => (await installation.EventsAsync("app")).Count == 1);
        await WriteAsync(watch, ["second"]);
        await Command.InterruptAsync(watch);
        var run = await Command.FinishAsync(watch);

        run.ExitCode.Should().Be(130);
        (await installation.EventsAsync("app")).Should().StartWith("first");
        installation.Waiting.Should().BeEmpty("what was read before Ctrl-C is sent");
    }

    [Fact]
    public async Task While_the_service_is_away_the_view_goes_on_and_the_next_watch_sends_first_what_waits()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        string[] early = [.. Log.Dull(300), Log.Odd];
        using var away = Command.Start(["watch", .. Send(installation)]);
        await WriteAsync(away, early);

        await Command.ReadUntilAsync(away.StandardOutput, "PANIC");
        var first = await Command.FinishAsync(away, []);
        var waiting = installation.Waiting;
        await installation.StartServiceAsync();
        var next = await Command.RunAsync(["watch", .. Send(installation)], Log.Bytes(Log.Dull(250)));

        first.ExitCode.Should().Be(2);
        first.Error.Should().Contain($"{installation.Address} cannot be reached: the connection is refused.")
            .And.EndWith(
                $"In {Path.GetDirectoryName(waiting[0])} wait {Batches(waiting)}, "
                + "which the next push to app sends first.\n");
        next.ExitCode.Should().Be(0, next.Error);
        next.Error.Should().Be($"driftlock: First goes what an earlier push has left: {Batches(waiting)}.\n");
        (await installation.EventsAsync("app")).Should().Equal(early.Concat(Log.Dull(250)));
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task The_service_is_killed_in_the_middle_and_every_line_arrives_once()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        await installation.StartServiceAsync("idempotency.worked:2");
        var lines = Log.With(45_000, 44_000, Log.Odd);
        using var watch = Command.Start(["watch", .. Send(installation)]);

        await WriteAsync(watch, lines);
        await Command.ReadUntilAsync(watch.StandardOutput, "PANIC");
        await installation.ServiceEnded;
        await installation.KillServiceAsync();
        await installation.LetLeasesEndAsync();
        await installation.StartServiceAsync();
        await Command.UntilAsync(() => Task.FromResult(installation.Waiting.Count == 0));
        var run = await Command.FinishAsync(watch, []);

        run.ExitCode.Should().Be(1, run.Error);
        (await installation.EventsAsync("app")).Should().Equal(lines);
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_watch_that_is_killed_leaves_what_it_read_to_the_next_push()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        using var watch = Command.Start(["watch", .. Send(installation)]);
        await WriteAsync(watch, Log.Dull(25_000));
        await Command.UntilAsync(() => Task.FromResult(installation.WaitingRecords == 25_000));

        await Command.SignalAsync(watch, "KILL");
        await Command.FinishAsync(watch);
        await installation.StartServiceAsync();
        string[] options = [.. installation.Access, "--spool", installation.Spool];
        var next = await Command.RunAsync(["push", "app", .. options], "the last line\n"u8.ToArray());

        next.ExitCode.Should().Be(0, next.Error);
        (await installation.EventsAsync("app")).Should().Equal(Log.Dull(25_000).Append("the last line"));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_keeps_nobody_from_seeing_and_Ctrl_C_from_ending()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        string[] options = [.. installation.Access[2..], "--url", $"http://{deaf.LocalEndpoint}"];
        using var watch = Command.Start(
            ["watch", .. Baseline, "--send", "app", .. options, "--spool", installation.Spool]);

        await WriteAsync(watch, [.. Log.Dull(30_000), Log.Odd]);
        await Command.ReadUntilAsync(watch.StandardOutput, "PANIC");
        await Command.InterruptAsync(watch);
        var run = await Command.FinishAsync(watch);

        run.ExitCode.Should().Be(130);
        run.Error.Should().EndWith($" wait {Batches(installation.Waiting)}, which the next push to app sends first.\n");
        installation.WaitingRecords.Should().Be(30_001);
    }

    [Fact]
    public async Task What_a_full_spool_has_no_room_for_is_shown_and_counted_and_the_rest_arrives()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        string[] lines = [.. Log.Dull(300), .. Log.Incompressible(8192), Log.Odd];
        using var watch = Command.Start(["watch", .. Send(installation), "--spool-size", "1", "--frozen"]);

        // Many lines are told: whoever does not read them while he writes waits for himself.
        var writing = watch.StandardInput.WriteAsync(Log.Text(lines));
        await Command.ReadUntilAsync(watch.StandardOutput, "PANIC");
        await writing;
        var run = await Command.FinishAsync(watch, []);
        var waiting = installation.Waiting;
        await installation.StartServiceAsync();
        var next = await Command.RunAsync(["watch", .. Send(installation)], []);
        var sent = await installation.EventsAsync("app");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("is full: --spool-size lets it hold 1 MiB. Lines are judged here and not sent until")
            .And.Contain($"{lines.Length - sent.Count:#,0} lines could not be kept and will not be sent to app.\n")
            .And.EndWith($" wait {Batches(waiting)}, which the next push to app sends first.\n");
        next.Error.Should().Contain($"First goes what an earlier push has left: {Batches(waiting)}.\n");
        sent.Should().NotBeEmpty().And.Equal(lines.Take(sent.Count));
    }

    [Fact]
    public async Task A_key_that_may_not_send_is_told_at_once_and_the_view_goes_on()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        await installation.StartServiceAsync();
        var key = folder.Write("key", await installation.IssueKeyAsync("anomalies:read"));
        string[] options = ["--url", installation.Address, "--key-file", key, "--spool", installation.Spool];
        using var watch = Command.Start(["watch", .. Baseline, "--send", "app", .. options]);

        var said = await Command.ReadUntilAsync(watch.StandardError, "request.scope_missing");
        await WriteAsync(watch, [.. Log.Dull(300), Log.Odd]);
        await Command.ReadUntilAsync(watch.StandardOutput, "PANIC");
        var run = await Command.FinishAsync(watch, []);

        said.Should().EndWith(" Lines are judged here and not sent.\n");
        run.ExitCode.Should().Be(2);
        run.Error.Should().EndWith("driftlock: 301 lines could not be kept and will not be sent to app.\n");
        installation.Waiting.Should().BeEmpty("nothing is kept that was never going to be taken");
    }

    [Theory]
    [InlineData("--send ../app", "A stream is named by its slug or its id")]
    [InlineData("--send", "--send needs a value: STREAM.")]
    [InlineData("--spool /tmp", "--spool goes with --send STREAM.")]
    [InlineData("--url http://localhost", "--url goes with --send STREAM.")]
    [InlineData("--send app --spool-size 0", "--spool-size takes a number from 1 to 1048576 MiB.")]
    [InlineData("--send app", "There is no API key")]
    public async Task Wrong_usage(string arguments, string sentence)
    {
        var run = await Command.ShellAsync($"DRIFTLOCK_API_KEY= \"$DRIFTLOCK\" watch {arguments} </dev/null");

        run.ExitCode.Should().Be(64, run.Error);
        run.Error.Should().Contain(sentence);
    }

    private static string[] Send(ServiceOnPort installation) =>
        [.. Baseline, "--send", "app", .. installation.Access, "--spool", installation.Spool];

    private static string Batches(IReadOnlyList<string> waiting) =>
        waiting.Count == 1 ? "1 batch" : $"{waiting.Count} batches";

    private static async Task WriteAsync(Process watch, IEnumerable<string> lines)
    {
        await watch.StandardInput.WriteAsync(Log.Text(lines));
        await watch.StandardInput.FlushAsync();
    }
}
