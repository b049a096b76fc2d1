using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Driftlock.Cli.Shared;

/// <summary>What is installed on this machine.</summary>
internal static partial class Machine
{
    private const string PostgresFolders = "/usr/lib/postgresql";
    private const string Files = "--report and --baseline-file";
    private const string Build = "a build from the sources";
    private const string DotnetPage = "https://dotnet.microsoft.com/download/dotnet/10.0";
    private static readonly Version OldestDotnet = new(10, 0);
    private static readonly Version OldestCargo = new(1, 63);
    private static readonly Version OldestPostgres = new(15, 0);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Check CheckFolder()
    {
        var begun = WholeFile.Begin("driftlock-doctor", []);
        if (!begun.IsSuccess)
            return new Check("this folder", "not to be written to", "change to a folder of your own", Files);

        begun.Value.Dispose();
        return new Check("this folder", "can be written to", NeededBy: Files);
    }

    public static Task<Check> CheckDotnetAsync(CancellationToken cancellationToken) => CheckAsync(
        new Tool(".NET SDK", "dotnet", OldestDotnet, DotnetPage, Build), cancellationToken);

    public static Task<Check> CheckCargoAsync(CancellationToken cancellationToken) => CheckAsync(
        new Tool("cargo", "cargo", OldestCargo, "apt-get install cargo rustc", Build), cancellationToken);

    public static Task<Check> CheckPostgresAsync(CancellationToken cancellationToken) => CheckAsync(
        new Tool("PostgreSQL", FindPostgres(), OldestPostgres, "apt-get install postgresql", "the service"),
        cancellationToken);

    public static Task<Check> CheckChromiumAsync(CancellationToken cancellationToken) => CheckAsync(
        new Tool("chromium", "chromium", new Version(0, 0), "apt-get install chromium", "browser tests"),
        cancellationToken);

    private static async Task<Check> CheckAsync(Tool tool, CancellationToken cancellationToken)
    {
        var answer = await AskVersionAsync(tool.Program, cancellationToken);
        if (answer is null) return new Check(tool.Name, "not found", tool.Fix, tool.NeededBy);

        var version = Version.Parse(answer);
        return version >= tool.Oldest
            ? new Check(tool.Name, answer, NeededBy: tool.NeededBy)
            : new Check(tool.Name, $"{answer} is older than {tool.Oldest}", tool.Fix, tool.NeededBy);
    }

    // Debian keeps the server's programs off the path, a folder for each version.
    private static string FindPostgres()
    {
        if (!Directory.Exists(PostgresFolders)) return "postgres";
        var newest = Directory.EnumerateDirectories(PostgresFolders)
            .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            .OrderByDescending(VersionOf)
            .FirstOrDefault();
        return newest is null ? "postgres" : Path.Combine(newest, "bin", "postgres");
    }

    private static int VersionOf(string folder)
    {
        var name = Path.GetFileName(folder);
        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static async Task<string?> AskVersionAsync(string program, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        var start = new ProcessStartInfo(program, "--version")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var process = Process.Start(start)!;
            var answer = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            var version = VersionNumber().Match(answer);
            return process.ExitCode == 0 && version.Success ? version.Value : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+(?:\.\d+)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionNumber();

    private sealed record Tool(string Name, string Program, Version Oldest, string Fix, string NeededBy);
}
