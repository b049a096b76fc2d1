using System.CommandLine;
using System.CommandLine.Parsing;
using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection;

/// <summary><c>driftlock scan</c>: the unusual lines of files.</summary>
internal static class ScanCommand
{
    public static Command Create(Func<IAnomalyScorer> core, Terminal terminal)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Logs, plain or gzip; - is standard input. Each is a stream with a baseline of its own.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(NoUnknownOption);
        var options = new DetectionOptions();
        var top = new Option<int?>("--top")
        {
            HelpName = "N",
            Description = "Show the N most unusual lines instead, flagged or not, the most unusual first.",
            CustomParser = WholeNumber.Between(1, TopLines.Maximum),
        };
        var report = new Option<string?>("--report")
        {
            HelpName = "HTML",
            Description = "Write a page too, with a timeline and the unusual lines; it needs nothing but itself.",
        };

        var command = new Command("scan", "Finds the unusual lines of logs and marks the words that make them so.")
        {
            files,
        };
        options.AddTo(command);
        command.Add(top);
        command.Add(report);
        command.AddExamples("""
              driftlock scan app.log
                  The first lines teach what is usual: 400, or a third of a short log, or as many as --alpha needs. Each
                  later line is judged, then learned. What stands out is shown, the most unusual first, lines of one
                  kind once. With --alpha 0.01 about one usual line in a hundred is flagged by chance: those are
                  counted, --all shows them.
              driftlock scan app.log.1.gz app.log --top 20
                  The twenty most unusual lines of both.
              driftlock scan app.log --alpha 0.001 --baseline 2000 --report report.html
                  Only what is very unusual, judged by a longer baseline; a page to show to others.
              driftlock scan app.log -o json | jq -r '.line, .attribution[0].text'
                  For programs. start and end of a word are bytes of the line as written.
              driftlock scan main-build.log --baseline all --baseline-file main.dlb
              driftlock scan build.log --baseline-file main.dlb -o sarif > build.sarif
                  In CI: a good build teaches once, every later one is judged by it from its first line on.
            """);
        command.SetAction((result, cancellationToken) =>
        {
            var run = new ScanRun(core(), options.Read(result, isLive: false), terminal)
            {
                Baseline = result.GetValue(options.BaselineFile),
                Top = result.GetValue(top),
                Report = result.GetValue(report),
                Form = result.GetValue(options.Output),
                Colour = result.GetValue(options.Colour),
                IsSummarized = result.GetValue(options.Summary),
            };
            return run.RunAsync(result.GetRequiredValue(files), result.GetValue(options.AnyBytes), cancellationToken);
        });
        return command;
    }

    // The parser takes an option that it does not know for one more file.
    internal static void NoUnknownOption(ArgumentResult result)
    {
        foreach (var name in result.Tokens.Select(token => token.Value))
        {
            if (name.StartsWith('-') && name != Source.StandardInput && !File.Exists(name))
                result.AddError($"There is no option {name}.");
        }
    }
}
