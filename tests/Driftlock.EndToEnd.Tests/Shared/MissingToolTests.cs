using Driftlock.Testing.Shared;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>The scripts on a machine that lacks something, run by somebody who may not install it.</summary>
public sealed class MissingToolTests
{
    [Fact]
    public async Task Who_is_not_root_is_told_the_one_line_to_run()
    {
        var run = await SomebodyRunsAsync("install_packages coreutils nosuchtool nosuchother; echo went on");

        (run.ExitCode, run.Output).Should().Be((3, ""));
        run.Error.Trim().Should().Be("Something is missing. Run: sudo apt-get install nosuchtool nosuchother");
    }

    [Fact]
    public async Task What_is_there_needs_nobody()
    {
        var run = await SomebodyRunsAsync("install_packages coreutils; echo went on");

        (run.ExitCode, run.Output.Trim(), run.Error).Should().Be((0, "went on", ""));
    }

    [Fact]
    public async Task A_missing_SDK_is_one_sentence_with_its_address()
    {
        var run = await SomebodyRunsAsync("PATH=/nowhere; need_dotnet; echo went on");

        (run.ExitCode, run.Output).Should().Be((3, ""));
        run.Error.Trim().Should().MatchRegex(@"^The \.NET SDK 10 is missing: https://dotnet\.microsoft\.com/\S+$");
    }

    // What the scripts take for the user, so that it does not matter who runs the tests.
    private static Task<Run> SomebodyRunsAsync(string command) => Command.ShellAsync(
        $"set -euo pipefail; cd '{Checkout.Root}'; id() {{ echo 1000; }}; . build/lib.sh; {command}");
}
