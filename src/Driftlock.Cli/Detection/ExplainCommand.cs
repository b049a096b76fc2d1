using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Driftlock.Application.Detection;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection;

/// <summary><c>driftlock explain</c>: why a line is unusual, or why it is not.</summary>
internal static class ExplainCommand
{
    public static Command Create(Func<IAnomalyScorer> core, Terminal terminal)
    {
        var place = new Argument<Place?>("FILE:LINE")
        {
            Description = "The line, as scan names it.",
            CustomParser = ParsePlace,
        };
        var options = new DetectionOptions();
        var command = new Command("explain", "Shows what each word of a line costs, and the usual line nearest to it.")
        {
            place,
        };
        options.AddModelTo(command);
        command.AddExamples("""
              driftlock explain app.log:490
                  The line as scan judged it: what its words cost in bits (masked, and as written), how often they stand
                  in earlier lines, and the nearest usual line. Give the options that scan was given.
            """);
        command.SetAction((result, cancellationToken) =>
        {
            var explain = new Explain(core(), options.Read(result, isLive: false), terminal)
            {
                Baseline = result.GetValue(options.BaselineFile),
                Colour = result.GetValue(options.Colour),
                TakesAnyBytes = result.GetValue(options.AnyBytes),
            };
            return explain.RunAsync(result.GetValue(place)!, cancellationToken);
        });
        return command;
    }

    private static Place? ParsePlace(ArgumentResult result)
    {
        // As it is copied from a finding, perhaps with the colon behind it.
        var text = result.Tokens[0].Value.TrimEnd(':');
        var colon = text.LastIndexOf(':');
        var number = text.AsSpan(colon + 1);
        var isNumber = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var line);
        if (colon > 0 && isNumber && line > 0) return new Place(text[..colon], line);

        result.AddError("Name a line of a file, which is read twice, as FILE:LINE, such as app.log:490.");
        return null;
    }
}

/// <summary>A line of a file.</summary>
internal sealed record Place(string File, long Line);
