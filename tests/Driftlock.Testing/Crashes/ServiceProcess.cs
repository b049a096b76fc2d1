using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Crashes;

/// <summary>
/// A process of <c>driftlock-api</c> as it was built, answering on a socket of its own. It ends with this at the latest.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(15);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("driftlock-service-");
    private readonly Process process;
    private readonly Task<string> said;

    private ServiceProcess(string connectionString, string? fault, int? port)
    {
        var socket = Path.Combine(folder.FullName, "socket");
        Client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(socket, token) })
        {
            BaseAddress = new UriBuilder(Uri.UriSchemeHttp, "localhost").Uri,
            Timeout = LongestAnswer,
        };
        var beside = port is null ? "" : $";http://127.0.0.1:{port}";
        process = Launch(connectionString, fault, "serve", $"--urls=http://unix:{socket}{beside}");
        said = process.StandardError.ReadToEndAsync();
        Ended = process.WaitForExitAsync();
    }

    /// <summary>Speaks to it.</summary>
    public HttpClient Client { get; }

    /// <summary>Done once the process is gone.</summary>
    public Task Ended { get; }

    /// <summary>Starts one; it answers some time later.</summary>
    /// <param name="connectionString">To a migrated database.</param>
    /// <param name="fault">Where it is to die, as <c>DRIFTLOCK_FAULT</c> says it.</param>
    /// <param name="port">Of the loopback address, if it is to answer there too.</param>
    public static ServiceProcess Start(string connectionString, string? fault = null, int? port = null) =>
        new(connectionString, fault, port);

    /// <summary>Runs one of its other commands to its end.</summary>
    /// <returns>The exit status, 137 after a <c>kill -9</c>, and what it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string connectionString, string? fault, params string[] arguments)
    {
        using var command = Launch(connectionString, fault, arguments);
        var error = command.StandardError.ReadToEndAsync();
        var output = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, output + await error);
    }

    /// <summary>Waits until it can take requests, or has ended.</summary>
    public async Task SettledAsync()
    {
        for (var waited = Stopwatch.StartNew(); !Ended.IsCompleted; await Task.Delay(BetweenLooks))
        {
            if (await IsReadyAsync()) return;
            if (waited.Elapsed > LongestStart)
            {
                process.Kill();
                throw new TimeoutException("The service does not become ready: " + await said);
            }
        }
    }

    /// <summary>As <c>kill -9</c> does it.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await Ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static Process Launch(string connectionString, string? fault, params string[] arguments)
    {
        var start = new ProcessStartInfo(Checkout.Built("Driftlock.Api", "driftlock-api"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Driftlock"] = connectionString;
        start.Environment["Keys__Peppers__1"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('p', 32)));
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["DRIFTLOCK_FAULT"] = fault;
        return Process.Start(start)!;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/readyz", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
