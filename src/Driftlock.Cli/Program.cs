using System.CommandLine;
using Driftlock.Application.Detection;
using Driftlock.Cli.Detection;
using Driftlock.Cli.Shared;
using Driftlock.Infrastructure.Detection.Native;

StandardStreams.Guard();
using var terminal = new Terminal();
var core = new Lazy<IAnomalyScorer>(() => new NativeScorer());
var root = new RootCommand("Finds what is unusual in logs: no rules, no training, a stated false-alarm rate.")
{
    ScanCommand.Create(() => core.Value, terminal),
    WatchCommand.Create(() => core.Value, terminal),
    ExplainCommand.Create(() => core.Value, terminal),
    PushCommand.Create(terminal),
    TailCommand.Create(terminal),
    DoctorCommand.Create(() => CoreCheck.Run(() => core.Value), terminal),
};
root.AddVersion();
root.AddExamples("""
      driftlock scan app.log                         the unusual lines, with the words that make them so
      driftlock explain app.log:490                  why this one
      driftlock scan app.log --report report.html    the same as a page with a timeline
      tail -f app.log | driftlock watch              as they happen
      tail -f app.log | driftlock push app           to the service, which keeps learning
      driftlock tail app                             what the service finds
      driftlock scan --help                          more

    Exit codes:
      0   nothing unusual              3    too few lines to judge by
      1   unusual lines were found     64   wrong usage
      2   a file, a tool or the        130  interrupted
          service does not work
    """);
return await CommandLine.RunAsync(root, args, terminal);
