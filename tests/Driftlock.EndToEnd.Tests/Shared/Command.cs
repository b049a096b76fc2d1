using System.Diagnostics;
using System.Text;
using Driftlock.Testing.Shared;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>How a run of the command ended, and what it said.</summary>
internal sealed record Run(int ExitCode, byte[] RawOutput, string Error)
{
    public string Output => Encoding.UTF8.GetString(RawOutput);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The command as it was built, run as a process of its own.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PatienceWithBuilds = TimeSpan.FromMinutes(15);

    /// <summary>The program, of the same configuration as these tests.</summary>
    public static string Program { get; } = Checkout.Built("Driftlock.Cli", "driftlock");

    /// <summary>The service, likewise.</summary>
    public static string Service { get; } = Checkout.Built("Driftlock.Api", "driftlock-api");

    /// <summary>A log that was recorded for the documentation.</summary>
    public static string Sample(string name) => Path.Combine(Checkout.Root, "docs", "samples", name);

    public static Task<Run> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    /// <summary>Runs it with bytes on standard input.</summary>
    public static Task<Run> RunAsync(string[] arguments, byte[] input) => FinishAsync(Start(Program, arguments), input);

    /// <summary>Runs a line of shell, in which $DRIFTLOCK is the program.</summary>
    public static Task<Run> ShellAsync(string line) => FinishAsync(Start("/bin/bash", ["-c", line]), []);

    /// <summary>Runs a script of the repository, which may have to build the product first.</summary>
    public static Task<Run> ScriptAsync(string script, params string[] arguments) =>
        ScriptInAsync(Environment.CurrentDirectory, script, arguments);

    /// <summary>The same from another folder.</summary>
    public static Task<Run> ScriptInAsync(string folder, string script, params string[] arguments)
    {
        var process = Start(Path.Combine(Checkout.Root, script), arguments, start => start.WorkingDirectory = folder);
        return FinishAsync(process, [], PatienceWithBuilds);
    }

    /// <summary>Starts it and leaves it running.</summary>
    public static Process Start(params string[] arguments) => Start(Program, arguments);

    /// <summary>Starts the service over a database, as in production.</summary>
    public static Process StartService(string? connectionString, params string[] arguments) =>
        StartService(connectionString, new Dictionary<string, string>(), arguments);

    /// <summary>The same with more in its environment.</summary>
    public static Process StartService(
        string? connectionString, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(Service, arguments, start =>
        {
            start.Environment["ConnectionStrings__Driftlock"] = connectionString;
            start.Environment["Keys__Peppers__1"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('p', 32)));
            foreach (var (name, value) in environment) start.Environment[name] = value;
        });

    /// <summary>Sends a signal by its name.</summary>
    public static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Sends what Ctrl-C sends, to a program that is far enough to handle it.</summary>
    public static async Task InterruptAsync(Process process)
    {
        await UntilAsync(async () => process.HasExited || await HandlesInterruptAsync(process));
        await SignalAsync(process, "INT");
    }

    /// <summary>Waits for something that is to come, but not for ever.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isThere)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await isThere()) await Task.Delay(20, timeout.Token);
    }

    /// <summary>Reads up to the line that has a word, and gives all that was read.</summary>
    public static async Task<string> ReadUntilAsync(StreamReader reader, string word)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var read = new StringBuilder();
        while (true)
        {
            var line = await reader.ReadLineAsync(timeout.Token);
            line.Should().NotBeNull("a line with {0} is to come behind {1}", word, read);
            read.Append(line).Append('\n');
            if (line!.Contains(word, StringComparison.Ordinal)) return read.ToString();
        }
    }

    /// <summary>Waits for its end. Without input, standard input stays open.</summary>
    public static async Task<Run> FinishAsync(
        Process process, byte[]? input = null, TimeSpan? patience = null)
    {
        using (process)
        {
            var output = ReadAsync(process.StandardOutput.BaseStream);
            var error = process.StandardError.ReadToEndAsync();
            if (input is not null) await WriteAsync(process, input);
            using var timeout = new CancellationTokenSource(patience ?? Patience);
            try
            {
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException e)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("driftlock did not end.", e);
            }

            return new Run(process.ExitCode, await output, await error);
        }
    }

    private static Process Start(string program, string[] arguments, Action<ProcessStartInfo>? adapt = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("NO_COLOR");
        start.Environment["DRIFTLOCK"] = Program;
        adapt?.Invoke(start);
        return Process.Start(start)!;
    }

    // Bit 1 of the caught signals, in hexadecimal: SIGINT.
    private static async Task<bool> HandlesInterruptAsync(Process process)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{process.Id}/status");
        var caught = status.Single(line => line.StartsWith("SigCgt:", StringComparison.Ordinal)).Split('\t')[1];
        return (Convert.ToUInt64(caught, 16) & 2) != 0;
    }

    private static async Task WriteAsync(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It refused before it read everything; what it said is looked at.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer);
        return buffer.ToArray();
    }
}
