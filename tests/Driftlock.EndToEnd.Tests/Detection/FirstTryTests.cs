using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary><c>build/driftlock</c>, as somebody types it who has just cloned the repository.</summary>
public sealed class FirstTryTests : IDisposable
{
    private const int Lines = 3_000;
    private const int Hidden = 1_700;

    private readonly Folder folder = new();

    public FirstTryTests() => folder.Write("app.log", Log.Text(new GeneratedLog(LogKind.App, seed: 17).With(
        Lines, Hidden, "ERROR worker-2 could not write to pg_wal/xlogtemp.812: No space left on device")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_finds_the_hidden_line_marks_its_words_and_is_quiet_about_the_rest() =>
        Found(await Command.ScriptAsync("build/driftlock", "scan", folder["app.log"], "--summary"), folder["app.log"]);

    [Fact]
    public async Task A_path_is_that_of_the_folder_it_is_called_from() =>
        Found(await Command.ScriptInAsync(folder["."], "build/driftlock", "scan", "app.log", "--summary"), "app.log");

    private static void Found(Run run, string log)
    {
        run.ExitCode.Should().Be(1, run.Error);
        run.Lines.Should().HaveCount(3, "that is the line, its reason and the summary");
        run.Lines[0].Should().StartWith($"{log}:{Hidden}: ").And.MatchRegex("»[^«]*No space left[^«]*«");
        run.Lines[^1].Should().StartWith("1 line stands out of 2,600 judged. ");
    }
}
