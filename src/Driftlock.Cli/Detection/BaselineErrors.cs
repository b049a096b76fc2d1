using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>Why nothing can be judged, or a saved baseline not be used.</summary>
internal static class BaselineErrors
{
    /// <summary>The code that has an exit code of its own.</summary>
    public const string TooSmallCode = "baseline.too_small";

    public static Error Unreadable(string file, Exception cause) =>
        Refuse("baseline.unreadable", $"{file}: {IoReason.Of(cause)}.");

    public static Error Refused(string file, Error reason) => Refuse("baseline.refused", $"{file}: {reason.Message}");

    public static Error Unfinished(string file) =>
        Refuse("baseline.unfinished", $"{file}: This saved model was not taught to its end; teach it again.");

    /// <summary>An input too short for its baseline, or a baseline too short for the rate.</summary>
    public static Error Unjudged(string name, long lines, int calibration, ScanOptions options)
    {
        var has = lines == 0 ? $"{name} is empty" : $"{name} has {Wording.Count(lines, "line")}";
        var needed = BaselineLength.Needed(options.Profile);
        var alpha = Wording.Probability(options.Profile.Alpha);
        if (options.Baseline is { } asked && lines <= asked)
            return TooSmall($"{has}, none of them behind --baseline {asked}; take a longer log or a smaller baseline.");
        if (options.Baseline is null && lines < 2L * needed)
        {
            return TooSmall(
                $"{has}; to judge at --alpha {alpha} takes {Wording.Count(2L * needed)}, half of them to learn what is "
                + "usual. Take a longer log, a larger --alpha, or a model taught on another log (--baseline-file).");
        }

        var longer = options.Baseline < needed ? $"--baseline {needed} or " : "";
        return TooSmall(
            $"{name}: the {Wording.Count(calibration, "line")} to compare with cannot prove --alpha {alpha}; "
            + $"take {longer}--alpha {Wording.AtLeast(1.0 / (calibration + 1))}.");
    }

    private static Error TooSmall(string message) => Refuse(TooSmallCode, message);

    private static Error Refuse(string code, string message) => new(ErrorKind.Invalid, code, message);
}
