using System.Globalization;
using System.Text.RegularExpressions;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>A push that has to wait: for room in its spool, or for as long as the service says.</summary>
public sealed partial class PushWaitTests : IDisposable
{
    // Of what does not compress a batch has two MiB, and more than one of a spool that holds one.
    private const int LinesOfBatch = 2048;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_pipe_is_read_no_further_into_a_full_spool_and_goes_on_when_the_service_is_back()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        var lines = Log.Incompressible(4 * LinesOfBatch);

        using var push = Command.Start(["push", "app", "--summary", .. Options(installation)]);
        var writing = push.StandardInput.WriteAsync(Log.Text(lines));
        var said = await Command.ReadUntilAsync(push.StandardError, "is full");
        var (waiting, records, isRead) = (installation.Waiting, installation.WaitingRecords, writing.IsCompleted);
        await installation.StartServiceAsync();
        await writing;
        var run = await Command.FinishAsync(push, []);

        said.Should().EndWith(
            $"{FolderOf(waiting)} is full: nothing more is read until the service has taken some of it.\n");
        records.Should().BeLessThan(lines.Length / 2, "what would be more than it may hold has no room");
        isRead.Should().BeFalse("what is not read yet stays in the pipe");
        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().StartWith("8,192 records sent to app: 8,192 learned");
        (await installation.EventsAsync("app")).Should().Equal(lines);
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_ends_at_a_full_spool_and_the_next_push_begins_behind_the_line_that_is_named()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        var lines = Log.Incompressible(3 * LinesOfBatch);
        var log = folder.Write("app.log", Log.Text(lines));

        var full = await Command.RunAsync(["push", "app", log, .. Options(installation)]);
        var waiting = installation.Waiting;
        await installation.StartServiceAsync();
        var kept = int.Parse(
            ReadUpTo().Match(full.Error).Groups["line"].Value, NumberStyles.Number, CultureInfo.InvariantCulture);
        var rest = await Command.RunAsync(
            ["push", "app", "--summary", .. Options(installation)], Log.Bytes(lines.Skip(kept)));

        full.ExitCode.Should().Be(2);
        full.Error.Should().Contain($"{FolderOf(waiting)} is full: --spool-size lets it hold 1 MiB.")
            .And.Contain($"app.log was not taken from line {kept + 1} on.")
            .And.EndWith(", which the next push to app sends first.\n");
        rest.ExitCode.Should().Be(0, rest.Error);
        rest.Output.Should().StartWith("6,144 records sent to app: 6,144 learned");
        (await installation.EventsAsync("app")).Should().Equal(lines);
    }

    [Fact]
    public async Task What_stands_in_a_full_spool_outlives_a_kill()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        var lines = Log.Incompressible(4 * LinesOfBatch);
        using var push = Command.Start(["push", "app", .. Options(installation)]);
        var writing = push.StandardInput.WriteAsync(Log.Text(lines));
        await Command.ReadUntilAsync(push.StandardError, "is full");

        await Command.SignalAsync(push, "KILL");
        await Command.FinishAsync(push);
        await FluentActions.Awaiting(() => writing).Should().ThrowAsync<IOException>();
        var records = installation.WaitingRecords;
        await installation.StartServiceAsync();
        var next = await Command.RunAsync(["push", "app", .. Options(installation)], []);

        next.ExitCode.Should().Be(0, next.Error);
        (await installation.EventsAsync("app")).Should().HaveCountGreaterThan(0)
            .And.Equal(lines.Take(records));
    }

    [Fact]
    public async Task A_limit_of_the_service_is_waited_for_as_long_as_it_says_and_everything_arrives_once()
    {
        await using var installation = await ServiceOnPort.CreateAsync();
        await installation.StartServiceAsync();
        // One request asks for the stream, one sends the first batch; the third comes too early.
        var key = folder.Write("key", await installation.IssueKeyAsync("all", "--requests-per-minute", "2"));
        string[] options = ["--url", installation.Address, "--key-file", key, "--spool", installation.Spool];
        var lines = Log.Dull(15_000);
        var log = folder.Write("app.log", Log.Text(lines));

        var run = await Command.RunAsync(["push", "app", log, "--summary", .. options]);

        // Who comes back before the time is over is refused again, and says it again.
        run.Error.Should().MatchRegex(
            "^driftlock: The service says: .* \\(request.rate_limited, request [^ ]+\\)\\. Trying again in [0-9]{2} s\\.\n$");
        run.ExitCode.Should().Be(0);
        run.Output.Should().StartWith("15,000 records sent to app: 15,000 learned");
        (await installation.EventsAsync("app")).Should().Equal(lines);
        installation.Waiting.Should().BeEmpty();
    }

    private static string[] Options(ServiceOnPort installation) =>
        [.. installation.Access, "--spool", installation.Spool, "--spool-size", "1"];

    private static string? FolderOf(IReadOnlyList<string> waiting) => Path.GetDirectoryName(waiting[0]);

    [GeneratedRegex("was read up to line (?<line>[0-9,]+);", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReadUpTo();
}
