using System.CommandLine;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;

namespace Driftlock.Cli.Detection.Push;

/// <summary>What <c>push</c> takes beside what every command takes that asks the service.</summary>
internal sealed class PushOptions
{
    private readonly Argument<string> stream = new("STREAM") { Description = "Slug or id of the stream." };

    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "Logs, plain or gzip; - or none is standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<RecordForm> form = new("--format")
    {
        HelpName = "auto|ndjson|lines|csv",
        Description = "What a record is; auto goes by the end of the name, or by the first line.",
        CustomParser = OneOf<RecordForm>.Parse,
    };

    private readonly Option<bool> detect = Flag(
        "--detect", "Score the records, which is metered, and show the unusual ones.");

    private readonly Option<bool> text = Flag("--text", "Take a file as text though it looks binary.");
    private readonly Option<bool> summary = Flag("--summary", "Add the figures at the end.");
    private readonly Option<bool> exitZero = Flag("--exit-zero", "Exit with 0 though events are unusual.");

    public PushOptions()
    {
        stream.Validators.Add(ServiceOptions.CheckStream);
        files.Validators.Add(ScanCommand.NoUnknownOption);
    }

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Add(stream);
        command.Add(files);
        foreach (var option in (Option[])[form, detect, text, summary, exitZero]) command.Add(option);
    }

    /// <summary>What is to be sent where.</summary>
    public PushOrder Read(ParseResult result) => new(
        result.GetRequiredValue(stream),
        result.GetValue(files) is { Length: > 0 } named ? named : [Source.StandardInput])
    {
        Form = result.GetValue(form),
        Detects = result.GetValue(detect),
        TakesAnyBytes = result.GetValue(text),
        IsSummarized = result.GetValue(summary),
        ExitsZero = result.GetValue(exitZero),
    };

    private static Option<bool> Flag(string name, string description) =>
        new(name) { Arity = ArgumentArity.Zero, Description = description };
}
