using System.Runtime.Versioning;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Records that are sent to a service that dies, or is away: every one comes into the log, once.</summary>
[SupportedOSPlatform("linux")]
public sealed class PushAwayTests : IDisposable
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("detection.committing:3")]
    [InlineData("detection.committed:3")]
    [InlineData("idempotency.worked:3")]
    public async Task The_service_is_killed_in_the_middle_of_a_push(string point)
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        await installation.StartServiceAsync(point);
        var lines = Log.Dull(45_000);

        using var push = Command.Start(["push", "app", "--summary", .. Options(installation)]);
        var writing = push.StandardInput.WriteAsync(Log.Text(lines));
        await installation.ServiceEnded;
        await installation.KillServiceAsync();
        await installation.LetLeasesEndAsync();
        await installation.StartServiceAsync();
        await writing;
        await Command.UntilAsync(() => Task.FromResult(installation.Waiting.Count == 0));
        var run = await Command.FinishAsync(push, []);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().StartWith("45,000 records sent to app: 45,000 learned");
        (await installation.EventsAsync("app")).Should().Equal(lines);
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task While_the_service_is_away_records_wait_for_the_next_push_which_sends_them_first()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        var (early, late) = (Log.Dull(25_000), new[] { "the last line" });

        var away = await Command.RunAsync(
            ["push", "app", folder.Write("early.log", Log.Text(early)), .. Options(installation)]);
        var waiting = installation.Waiting;
        await installation.StartServiceAsync();
        var next = await Command.RunAsync(
            ["push", "app", folder.Write("late.log", Log.Text(late)), "--summary", .. Options(installation)]);

        away.ExitCode.Should().Be(2);
        away.Error.Should().Contain($"{installation.Address} cannot be reached: the connection is refused.")
            .And.EndWith(" wait 3 batches, which the next push to app sends first.\n");
        waiting.Should().HaveCount(3);
        next.ExitCode.Should().Be(0, next.Error);
        next.Error.Should().Be("driftlock: First goes what an earlier push has left: 3 batches.\n");
        next.Output.Should().StartWith("25,001 records sent to app");
        (await installation.EventsAsync("app")).Should().Equal(early.Concat(late));
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task What_waits_is_for_its_owner_alone_and_outlives_a_kill()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        using var push = Command.Start(["push", "app", .. Options(installation)]);
        await push.StandardInput.WriteAsync("first\nsecond\n");
        await push.StandardInput.FlushAsync();
        await Command.UntilAsync(() => Task.FromResult(installation.Waiting.Count == 1));

        await Command.SignalAsync(push, "KILL");
        await Command.FinishAsync(push);
        var batch = installation.Waiting.Single();
        var mode = File.GetUnixFileMode(batch);
        var half = Path.ChangeExtension(batch, ".tmp");
        await File.WriteAllTextAsync(half, "{");
        await installation.StartServiceAsync();
        var next = await Command.RunAsync(["push", "app", .. Options(installation)], []);

        mode.Should().Be(OwnerReadsAndWrites);
        next.ExitCode.Should().Be(0, next.Error);
        (await installation.EventsAsync("app")).Should().Equal("first", "second");
        File.Exists(half).Should().BeFalse();
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_batch_that_was_taken_but_never_answered_is_not_taken_again_by_the_next_push()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        await installation.StartServiceAsync("idempotency.worked");
        using var push = Command.Start(["push", "app", .. Options(installation)]);
        await push.StandardInput.WriteAsync("first\n");
        await push.StandardInput.FlushAsync();
        await installation.ServiceEnded;

        await Command.SignalAsync(push, "KILL");
        await Command.FinishAsync(push);
        await installation.KillServiceAsync();
        await installation.LetLeasesEndAsync();
        await installation.StartServiceAsync();
        var next = await Command.RunAsync(["push", "app", .. Options(installation)], "second\n"u8.ToArray());

        next.ExitCode.Should().Be(0, next.Error);
        (await installation.EventsAsync("app")).Should().Equal("first", "second");
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_was_read_when_the_service_is_away()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        using var push = Command.Start(["push", "app", .. Options(installation)]);
        await push.StandardInput.WriteAsync("first\n");
        await push.StandardInput.FlushAsync();
        await Command.UntilAsync(() => Task.FromResult(installation.Waiting.Count == 1));

        await push.StandardInput.WriteAsync("second\n");
        await push.StandardInput.FlushAsync();
        await Command.UntilAsync(() => Task.FromResult(installation.Waiting.Count == 2));
        await Command.InterruptAsync(push);
        var run = await Command.FinishAsync(push);

        run.ExitCode.Should().Be(130);
        run.Error.Should().Contain(" wait 2 batches, ");
    }

    [Fact]
    public async Task What_was_read_for_one_key_is_not_sent_with_another()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        using var push = Command.Start(["push", "app", .. Options(installation)]);
        await push.StandardInput.WriteAsync("first\n");
        await push.StandardInput.FlushAsync();
        await Command.UntilAsync(() => Task.FromResult(installation.Waiting.Count == 1));
        await Command.SignalAsync(push, "KILL");
        await Command.FinishAsync(push);

        await installation.StartServiceAsync();
        var key = folder.Write("other", await installation.IssueKeyAsync("all"));
        var other = await Command.RunAsync(
            ["push", "app", "--url", installation.Address, "--key-file", key, "--spool", installation.Spool],
            "second\n"u8.ToArray());

        other.ExitCode.Should().Be(0, other.Error);
        other.Error.Should().Contain("they were read for another address or key");
        (await installation.EventsAsync("app")).Should().Equal("second");
        installation.Waiting.Should().ContainSingle();
    }

    private static string[] Options(ServiceOnPort installation) =>
        [.. installation.Access, "--spool", installation.Spool];
}
