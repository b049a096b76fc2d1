using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Driftlock.Application.Detection;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>The options that scan and watch share.</summary>
internal sealed class DetectionOptions
{
    private const string All = "all";

    private readonly Option<double> alpha = new("--alpha")
    {
        HelpName = "A",
        Description = "False-alarm rate: the share of usual lines that may be flagged.",
        DefaultValueFactory = _ => SensitivityProfile.Balanced.Alpha,
        CustomParser = ParseAlpha,
    };

    private readonly Option<int?> baseline = new("--baseline")
    {
        HelpName = "N",
        Description = "Lines that teach what is usual. With a new --baseline-file also \"all\": then none is judged.",
        CustomParser = ParseBaseline,
    };

    private readonly Option<bool> frozen = new("--frozen")
    {
        Description = "Learn nothing behind the baseline: what was unusual once stays unusual.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> all = new("--all")
    {
        Description = "Show every flagged line as it comes: also those that do not stand out, and each of a kind.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> exitZero = new("--exit-zero")
    {
        Description = "Exit with 0 though lines are unusual.",
        Arity = ArgumentArity.Zero,
    };

    /// <summary>Whether any bytes are taken.</summary>
    public Option<bool> AnyBytes { get; } = new("--text")
    {
        Description = "Take the input as text though it looks binary.",
        Arity = ArgumentArity.Zero,
    };

    public Option<string?> BaselineFile { get; } = new("--baseline-file")
    {
        HelpName = "FILE",
        Description = "Keep the taught model in FILE; if it is there, judge by it from the first line on.",
    };

    public Option<OutputForm> Output { get; } = new("--output", "-o")
    {
        HelpName = "text|json|sarif",
        Description = "Form of the findings: for people, one JSON object a line, or one SARIF 2.1.0 log.",
        CustomParser = OneOf<OutputForm>.Parse,
    };

    public Option<bool> Summary { get; } = new("--summary")
    {
        Description = "Add the figures of the scan at the end.",
        Arity = ArgumentArity.Zero,
    };

    public Option<ColourUse> Colour { get; } = new("--color")
    {
        HelpName = "auto|always|never",
        Description = "When words are marked in colour instead of »so«; NO_COLOR is respected.",
        CustomParser = OneOf<ColourUse>.Parse,
    };

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        AddModelTo(command);
        command.Add(Output);
        command.Add(Summary);
        command.Add(all);
        command.Add(exitZero);
    }

    /// <summary>Adds those that decide what is read, what a line costs, and how it is shown.</summary>
    public void AddModelTo(Command command)
    {
        command.Validators.Add(result =>
        {
            var teachesAll = result.GetResult(baseline)?.Tokens is [{ Value: All }];
            if (teachesAll && result.GetResult(BaselineFile) is null)
                result.AddError("--baseline all teaches a model for later: name its file with --baseline-file.");
        });
        foreach (var option in (Option[])[alpha, baseline, BaselineFile, frozen, AnyBytes, Colour]) command.Add(option);
    }

    public ScanOptions Read(ParseResult result, bool isLive) => new()
    {
        Profile = SensitivityProfile.Custom(result.GetValue(alpha)),
        Baseline = result.GetValue(baseline),
        IsFrozen = result.GetValue(frozen),
        IsLive = isLive,
        ShowsAll = result.GetValue(all),
        ExitsZero = result.GetValue(exitZero),
    };

    private static double ParseAlpha(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            && SensitivityProfile.IsLevel(rate))
        {
            return rate;
        }

        result.AddError("--alpha takes a rate from 0.000001 to 0.5, such as 0.01 for one usual line in a hundred.");
        return 0;
    }

    private static int? ParseBaseline(ArgumentResult result) => result.Tokens is [{ Value: All }]
        ? ScanOptions.TeachAll
        : WholeNumber.Between(1, StreamModelOptions.MaximumBaseline, " lines, or all")(result);
}
