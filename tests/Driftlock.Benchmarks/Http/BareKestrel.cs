using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Driftlock.Benchmarks.Http;

/// <summary>The socket server alone, which answers "ok" to everything, as a process beside the service: the yardstick.</summary>
internal sealed class BareKestrel : IAsyncDisposable
{
    private const string Verb = "kestrel";

    private readonly Process process;

    private BareKestrel(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public int ProcessId => process.Id;

    /// <summary>The verb that this program starts itself with; ends when its standard input does.</summary>
    public static Command Command()
    {
        var command = new Command(Verb, "Answers ok to everything; started by the benchmarks.") { Hidden = true };
        command.SetAction((_, cancellationToken) => ServeAsync(cancellationToken));
        return command;
    }

    public static async Task<BareKestrel> StartAsync()
    {
        var started = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(BareKestrel).Assembly.Location, Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var address = await started.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The bare server did not start.");
        return new BareKestrel(started, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<int> ServeAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapGet("/", () => "ok");
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Console.WriteLine(addresses.Single());
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            // It serves until nobody is there to ask.
        }

        return 0;
    }
}
