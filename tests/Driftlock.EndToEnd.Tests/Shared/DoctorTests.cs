namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>What the command says about the machine and about itself.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task The_core_of_this_build_passes_its_self_test() =>
        (await Command.RunAsync("doctor")).Output.Should().MatchRegex("(?m)^ok +detection core .*self-test passed$");

    [Fact]
    public async Task What_is_missing_comes_with_the_fix()
    {
        var run = await Command.ShellAsync("""
            root=$(dirname "$(readlink -f "$(command -v dotnet)")")
            PATH=/nowhere DOTNET_ROOT=$root "$DRIFTLOCK" doctor
            """);

        // The command itself is there, and does all it can.
        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex(
            "(?m)^optional +cargo .*needed by a build from the sources only.*apt-get install cargo");
        run.Output.Should().MatchRegex("(?m)^(ok|optional) +PostgreSQL .*needed by the service only");
        run.Output.Should().MatchRegex("(?m)^optional +chromium .*needed by browser tests only");
    }

    [Fact]
    public async Task A_missing_core_is_found_and_told()
    {
        using var folder = new Folder();
        var run = await Command.ShellAsync($$"""
            cp -r "$(dirname "$DRIFTLOCK")/." {{folder["."]}} && rm {{folder["libdriftlock_core.so"]}}
            {{folder["driftlock"]}} doctor; {{folder["driftlock"]}} scan {{Command.Sample("app.log")}}
            """);

        run.ExitCode.Should().Be(2);
        run.Output.Should().MatchRegex("(?m)^missing +detection core .*libdriftlock_core.so.* cannot be loaded");
        run.Error.Should().StartWith("driftlock: The native core").And.EndWith("See: driftlock doctor\n");
    }

    [Theory]
    [InlineData("--help", "driftlock scan app.log")]
    [InlineData("scan --help", "driftlock scan app.log.1.gz app.log --top 20")]
    [InlineData("watch --help", "tail -f app.log | driftlock watch")]
    [InlineData("explain --help", "driftlock explain app.log:490")]
    [InlineData("doctor --help", "Exits with 0 if nothing is missing")]
    [InlineData("--version", "driftlock 0.")]
    public async Task Help_teaches_by_example(string arguments, string example)
    {
        var run = await Command.RunAsync(arguments.Split(' '));

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain(example);
    }

    [Fact]
    public async Task Without_a_command_it_shows_its_help_and_is_not_content()
    {
        var run = await Command.RunAsync();

        run.ExitCode.Should().Be(64);
        run.Output.Should().Contain("driftlock scan app.log");
    }
}
