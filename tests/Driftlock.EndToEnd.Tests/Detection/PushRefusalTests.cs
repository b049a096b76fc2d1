using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>
/// A push that cannot work says so in a sentence, and keeps nothing that was never going to be taken.
/// </summary>
public sealed class PushRefusalTests : IClassFixture<ServiceOnPort>, IDisposable
{
    private readonly Folder folder = new();
    private readonly ServiceOnPort installation;

    public PushRefusalTests(ServiceOnPort installation)
    {
        this.installation = installation;
        folder.Write("app.log", Log.Text(Log.Dull(600)));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", 64, "There is no API key: set DRIFTLOCK_API_KEY, or name a file that has it with --key-file.")]
    [InlineData("not a key", 64, "What DRIFTLOCK_API_KEY has is no API key")]
    [InlineData("dlk_test_0123456789012345678901234567890123456789", 2, "(request.unauthenticated, request ")]
    public async Task A_key_that_is_none(string key, int exitCode, string sentence)
    {
        var run = await ShellAsync(key, "app");

        run.ExitCode.Should().Be(exitCode, run.Error);
        run.Error.Should().Contain(sentence);
        if (key.Length > 0) run.Error.Should().NotContain(key);
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_stream_that_the_key_may_not_make()
    {
        var run = await ShellAsync(await installation.IssueKeyAsync("ingest"), "unknown");

        run.ExitCode.Should().Be(2);
        run.Error.Should().MatchRegex(
            "^driftlock: The service says: .* \\(detection.may_not_create_stream, request [^ ]+\\)\\.\n$");
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_key_that_may_not_detect()
    {
        var run = await ShellAsync(await installation.IssueKeyAsync("ingest,streams:write"), "app --detect");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("(request.scope_missing, request ");
        installation.Waiting.Should().BeEmpty();
    }

    [Theory]
    [InlineData("../app", "A stream is named by its slug or its id")]
    [InlineData("app --url ftp://example.org", "--url takes an address")]
    [InlineData("app --url http://user:secret@example.org", "--url takes an address")]
    [InlineData("app --format xml", "--format takes one of auto, ndjson, lines, csv, not xml.")]
    public async Task Wrong_usage(string arguments, string sentence)
    {
        var run = await ShellAsync("dlk_test_0123456789012345678901234567890123456789", arguments);

        run.ExitCode.Should().Be(64, run.Error);
        run.Error.Should().Contain(sentence);
    }

    [Fact]
    public async Task A_spool_that_cannot_be_written()
    {
        var file = folder.Write("file", "");

        var run = await Command.RunAsync(["push", "app", folder["app.log"], .. installation.Access, "--spool", file]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("cannot be written").And.Contain("--spool");
    }

    [Fact]
    public async Task A_csv_whose_first_line_names_nothing_is_set_aside_and_not_in_the_way()
    {
        var table = folder.Write("app.csv", "a,a\n1,2\n");

        var run = await Command.RunAsync(["push", "app", table, .. installation.Access, "--spool", installation.Spool]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("(detection.csv_header, request ").And.Contain(".refused");
        installation.Waiting.Should().BeEmpty();
        Directory.EnumerateFiles(installation.Spool, "*.refused", SearchOption.AllDirectories).Should().ContainSingle();
    }

    [Fact]
    public async Task An_address_where_something_else_answers()
    {
        using var other = new OtherServer();
        string[] options = [.. installation.Access[2..], "--url", other.Address, "--spool", installation.Spool];

        var run = await Command.RunAsync(["push", "app", folder["app.log"], .. options]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("answers, and not as Driftlock does: check --url.");
        installation.Waiting.Should().BeEmpty();
    }

    private Task<Run> ShellAsync(string key, string arguments) => Command.ShellAsync(
        $"DRIFTLOCK_API_KEY='{key}' DRIFTLOCK_URL={installation.Address} XDG_STATE_HOME={installation.Spool} "
        + $"\"$DRIFTLOCK\" push {arguments} <{folder["app.log"]}");
}
