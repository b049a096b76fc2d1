using System.Diagnostics;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>A shell into which a person pastes what a page gives to run.</summary>
internal sealed class Terminal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process shell;
    private readonly Task<string> complaints;

    private Terminal(string lines, string typed)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-euo", "pipefail", "-c", lines])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Testing.Shared.Checkout.Root,
        };
        shell = Process.Start(start)!;
        complaints = shell.StandardError.ReadToEndAsync();
        shell.StandardInput.WriteLine(typed);
        shell.StandardInput.Close();
    }

    /// <summary>Runs lines to their end and says what they wrote; they must end well.</summary>
    /// <param name="lines">As they were pasted.</param>
    /// <param name="typed">What the person types when asked.</param>
    /// <param name="longest">How long it may take, if longer than usual.</param>
    public static async Task<string> RunAsync(string lines, string typed = "", TimeSpan? longest = null)
    {
        using var terminal = new Terminal(lines, typed);
        using var patience = new CancellationTokenSource(longest ?? Patience);
        var said = await terminal.shell.StandardOutput.ReadToEndAsync(patience.Token);
        await terminal.shell.WaitForExitAsync(patience.Token);
        terminal.shell.ExitCode.Should().Be(0, $"{lines}\n{said}\n{await terminal.complaints}");
        return said;
    }

    /// <summary>Starts lines that go on until this is disposed of.</summary>
    public static Terminal Start(string lines) => new(lines, "");

    /// <summary>Reads on until a line has that, and gives the line.</summary>
    public async Task<string> WaitForAsync(string part)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await shell.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"It ended without '{part}': {await complaints}");
    }

    public void Dispose()
    {
        if (!shell.HasExited) shell.Kill(entireProcessTree: true);
        shell.Dispose();
    }
}
