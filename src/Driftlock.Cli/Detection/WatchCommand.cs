using System.CommandLine;
using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Push;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;

namespace Driftlock.Cli.Detection;

/// <summary><c>driftlock watch</c>: the unusual lines of standard input, at once.</summary>
internal static class WatchCommand
{
    private const string Examples = """
          tail -f app.log | driftlock watch
              The first 400 lines teach, more if --alpha needs them; from then on each line is judged when it comes.
              Ctrl-C ends with a summary.
          kubectl logs -f deploy/web | driftlock watch --baseline 1000 --alpha 0.001
              A longer baseline, and fewer alarms.
          journalctl -f | driftlock watch --baseline-file journal.dlb
              Learns once; the next watch judges from the first line on.
          tail -f app.log | driftlock watch --send app
              Judged here, and sent to the service too, as push sends it. The view never waits for the network: what
              cannot be delivered waits on the disk, and the next watch or push sends it first. It ends with 2 if
              something is left. DRIFTLOCK_API_KEY or --key-file has the key: it needs the scope ingest.
        """;

    public static Command Create(Func<IAnomalyScorer> core, Terminal terminal)
    {
        var options = new DetectionOptions();
        var mirroring = new MirrorOptions();
        var command = new Command("watch", "Reads lines as they happen and shows the unusual ones at once.");
        options.AddTo(command);
        mirroring.AddTo(command);
        command.AddExamples(Examples);
        command.SetAction((result, cancellationToken) =>
        {
            if (!StandardStreams.IsClosed(StandardStreams.Input) && !Console.IsInputRedirected)
            {
                terminal.Say("watch reads lines from a pipe: tail -f app.log | driftlock watch");
                return Task.FromResult(ExitCode.WrongUsage);
            }

            return mirroring.Stream(result) is { } stream
                ? SendAsync(stream, result, mirroring, Watch, terminal, cancellationToken)
                : Watch(null);

            Task<int> Watch(Mirror? mirror)
            {
                var run = new ScanRun(core(), options.Read(result, isLive: true), terminal)
                {
                    Baseline = result.GetValue(options.BaselineFile),
                    Form = result.GetValue(options.Output),
                    Colour = result.GetValue(options.Colour),
                    IsSummarized = result.GetValue(options.Summary),
                    Mirror = mirror,
                };
                return run.RunAsync([Source.StandardInput], result.GetValue(options.AnyBytes), cancellationToken);
            }
        });
        return command;
    }

    private static async Task<int> SendAsync(
        string stream,
        ParseResult result,
        MirrorOptions options,
        Func<Mirror, Task<int>> watch,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var access = options.Service.Read(result);
        if (!access.IsSuccess) return ServiceErrors.Refuse(terminal, access.Error);

        var opened = options.Spool.Open(result, stream, access.Value);
        if (!opened.IsSuccess) return ServiceErrors.Refuse(terminal, opened.Error);

        using var spool = opened.Value;
        using var client = new ServiceClient(access.Value, TimeProvider.System);
        var mirror = new Mirror(
            stream, new PushClient(client, stream), spool, new MirrorTold(stream, terminal), TimeProvider.System);
        return await mirror.RunAsync(() => watch(mirror), cancellationToken);
    }
}
