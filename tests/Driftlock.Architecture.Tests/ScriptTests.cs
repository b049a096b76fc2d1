using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Driftlock.Testing.Shared;

namespace Driftlock.Architecture.Tests;

/// <summary>
/// <c>build/test</c> and <c>.ci/run</c> end with their one line whatever is missing. They run in a copy of the
/// repository that has a single, empty test project, on a machine whose path holds little more than a shell.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed partial class ScriptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Scripts = ["build/test", "build/lib.sh", ".ci/run"];

    private static readonly string[] Tools =
    [
        "awk", "basename", "bash", "cat", "dirname", "env", "grep", "head", "id", "mkdir", "mktemp", "mv", "rm", "sed",
        "sort", "tail", "tee", "uname",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("driftlock-scripts-").FullName;

    public ScriptTests()
    {
        foreach (var script in Scripts) Write(script, File.ReadAllText(Path.Combine(Checkout.Root, script)));
        Write("tests/Some.Tests/Some.Tests.csproj", "<Project />");
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        foreach (var tool in Tools) Link(tool, tool);
    }

    [Theory]
    [InlineData("build/test")]
    [InlineData(".ci/run")]
    public async Task Without_any_tool_the_last_line_counts_failures(string script)
    {
        var (exitCode, lines) = await RunAsync(script);

        exitCode.Should().Be(1);
        FailuresIn(lines[^1]).Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_build_that_fails_counts_as_a_failure_of_its_tests()
    {
        Link("dotnet", "true");
        var (_, built) = await RunAsync("build/test", "Some");
        Link("dotnet", "false");

        var (exitCode, lines) = await RunAsync("build/test", "Some");

        exitCode.Should().Be(1);
        FailuresIn(lines[^1]).Should().Be(FailuresIn(built[^1]) + 1);
    }

    [Theory]
    [InlineData("90", "90", 0)]
    [InlineData("100", "89.9", 1)]
    [InlineData("89.9", "100", 1)]
    [InlineData("95", "", 1)]
    public async Task Too_little_coverage_of_either_assembly_counts_as_one_failure(
        string domain, string application, int more)
    {
        LinkCoverage("99", "99");
        var (_, enough) = await RunAsync("build/test");
        LinkCoverage(domain, application);

        var (exitCode, lines) = await RunAsync("build/test");

        exitCode.Should().Be(1, "nothing else is installed there");
        FailuresIn(lines[^1]).Should().Be(FailuresIn(enough[^1]) + more);
        lines.Should().Contain($"Driftlock.Domain: {domain} % of the lines");
    }

    [Fact]
    public async Task A_script_that_breaks_off_still_counts_a_failure()
    {
        Write(".driftlock", "a file where a folder has to be");

        var (exitCode, lines) = await RunAsync("build/test");

        exitCode.Should().Be(1);
        lines[^1].Should().Be("0 passed, 1 failed, 0 skipped");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static int FailuresIn(string line) => int.Parse(
        Counts().Match(line).Groups["failed"].Value, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(int ExitCode, string[] Lines)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(folder, script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = Path.Combine(folder, "bin");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(Patience);
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        _ = await error;
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Puts a tool of the machine on the path, under a name of its own or another's.</summary>
    private void Link(string name, string tool)
    {
        var found = new[] { "/usr/bin/", "/bin/" }.Select(place => place + tool).First(File.Exists);
        File.Delete(Path.Combine(folder, "bin", name));
        File.CreateSymbolicLink(Path.Combine(folder, "bin", name), found);
    }

    /// <summary>A dotnet that finds everything in order, and so much of the two assemblies covered.</summary>
    private void LinkCoverage(string domain, string application)
    {
        var dotnet = Path.Combine(folder, "bin", "dotnet");
        var rows = $"Driftlock.Domain  {domain}%\nDriftlock.Application  {application}%";
        File.WriteAllText(dotnet, $$"""
            #!/bin/bash
            for option; do [[ $option != -targetdir:* ]] || folder=${option#*:}; done
            [ -z "$folder" ] || { mkdir -p "$folder" && printf '%s\n' '{{rows}}' >"$folder/Summary.txt"; }

            """);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    [GeneratedRegex(@"^\d+ passed, (?<failed>\d+) failed, \d+ skipped$")]
    private static partial Regex Counts();
}
