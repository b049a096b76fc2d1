using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>
/// Driftlock as <c>build/up</c> starts it: the published program, a PostgreSQL of its own that writes through to the
/// disk, in a folder that is removed afterwards. Its plan has room for the load.
/// </summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static readonly (string Name, string Value)[] Roomy =
    [
        ("Billing__Plans__orbit__Streams", "20000"),
        ("Billing__Plans__orbit__RequestsPerMinute", "100000000"),
        ("Edge__ConnectionsPerAddress", "2048"),
        ("Edge__PagesPerMinute", "1000000"),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder;
    private Uri signIn = null!;

    private RunningService(string folder) => this.folder = folder;

    public Uri Address { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public int ProcessId { get; private set; }

    public static async Task<RunningService> StartAsync()
    {
        var service = new RunningService(Path.Combine(Path.GetTempPath(), $"driftlock-bench-{Path.GetRandomFileName()}"));
        await service.UpAsync();
        return service;
    }

    /// <summary>A client whose requests carry the key.</summary>
    public HttpClient NewClient() => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = new("Bearer", Key) },
    };

    /// <summary>A client that is signed in as the demo's owner, for pages.</summary>
    public async Task<HttpClient> SignInAsync()
    {
        var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        var token = signIn.Query["?token=".Length..];
        using var answer = await browser.PostAsJsonAsync(new Uri("/api/v1/auth/sessions", UriKind.Relative), new { token });
        answer.EnsureSuccessStatusCode();
        browser.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        return browser;
    }

    /// <summary>
    /// Ends the process as a crash would, and starts the same program in the same surroundings: from its start to its
    /// first answer that it is ready.
    /// </summary>
    public async Task<TimeSpan> StartAgainAsync()
    {
        var surroundings = (await File.ReadAllTextAsync($"/proc/{ProcessId}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var words = (await File.ReadAllTextAsync($"/proc/{ProcessId}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        await EndAsync();

        var start = new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var one in surroundings.Select(one => one.Split('=', 2))) start.Environment[one[0]] = one[1];
        var began = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        while (!await IsReadyAsync(client)) await Task.Delay(5);
        var took = TimeProvider.System.GetElapsedTime(began);
        process.Kill();
        await process.WaitForExitAsync();
        await UpAsync();
        return took;
    }

    /// <summary>Stops it and its database in order, and starts both with <c>build/up</c>: how long that takes.</summary>
    public async Task<TimeSpan> UpAgainAsync()
    {
        await ScriptAsync("down", "--data", folder);
        var began = TimeProvider.System.GetTimestamp();
        await UpAsync();
        return TimeProvider.System.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        await ScriptAsync("down", "--data", folder);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private async Task UpAsync()
    {
        var told = JsonNode.Parse(await ScriptAsync("up", "--detach", "--json", "--data", folder))!;
        Address = new Uri(told["url"]!.GetValue<string>());
        signIn = new Uri(told["console_url"]!.GetValue<string>());
        Key = told["api_key"]!.GetValue<string>();
        ProcessId = told["pid"]!.GetValue<int>();
    }

    private async Task EndAsync()
    {
        using var process = Process.GetProcessById(ProcessId);
        process.Kill();
        using var timeout = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(timeout.Token);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }

    private static async Task<string> ScriptAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "build", script), arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in Roomy) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"build/{script} ended with {process.ExitCode}.");
    }
}
