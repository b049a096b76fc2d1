using System.CommandLine;
using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection;

/// <summary><c>driftlock watch</c>: the unusual lines of standard input, at once.</summary>
internal static class WatchCommand
{
    public static Command Create(Func<IAnomalyScorer> core, Terminal terminal)
    {
        var options = new DetectionOptions();
        var command = new Command("watch", "Reads lines as they happen and shows the unusual ones at once.");
        options.AddTo(command);
        command.AddExamples("""
              tail -f app.log | driftlock watch
                  The first 400 lines teach, more if --alpha needs them; from then on each line is judged when it comes.
                  Ctrl-C ends with a summary.
              kubectl logs -f deploy/web | driftlock watch --baseline 1000 --alpha 0.001
                  A longer baseline, and fewer alarms.
              journalctl -f | driftlock watch --baseline-file journal.dlb
                  Learns once; the next watch judges from the first line on.
            """);
        command.SetAction((result, cancellationToken) =>
        {
            if (!StandardStreams.IsClosed(StandardStreams.Input) && !Console.IsInputRedirected)
            {
                terminal.Say("watch reads lines from a pipe: tail -f app.log | driftlock watch");
                return Task.FromResult(ExitCode.WrongUsage);
            }

            var run = new ScanRun(core(), options.Read(result, isLive: true), terminal)
            {
                Baseline = result.GetValue(options.BaselineFile),
                Form = result.GetValue(options.Output),
                Colour = result.GetValue(options.Colour),
                IsSummarized = result.GetValue(options.Summary),
            };
            return run.RunAsync([Source.StandardInput], anyBytes: true, cancellationToken);
        });
        return command;
    }
}
