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

    /// <summary>Why most lines of an input could not be judged; nothing if they could.</summary>
    /// <param name="name">The input.</param>
    /// <param name="stream">What became of it.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="isSaved">Whether the model was taught before.</param>
    public static Error? Unjudged(string name, StreamScan stream, ScanOptions options, bool isSaved)
    {
        if (stream.Judged > 0 && stream.Judged >= stream.TooEarly) return null;

        var alpha = Wording.Probability(options.Profile.Alpha);
        var needed = BaselineLength.Needed(options.Profile);
        if (options.Profile.MinimumCalibration > BaselineLength.LargestCalibration)
        {
            var smallest = Wording.AtLeast(2.0 / BaselineLength.LargestCalibration);
            return TooSmall($"{name}: no baseline is long enough for --alpha {alpha}; take {smallest} or more.");
        }

        var has = stream.Lines == 0 ? $"{name} is empty" : $"{name} has {Wording.Count(stream.Lines, "line")}";
        if (isSaved && stream.Lines == 0) return TooSmall($"{has}; there is nothing to judge.");
        if (options.Baseline is { } asked && stream.Lines <= asked)
            return TooSmall($"{has}, none of them behind --baseline {asked}; take a longer log or a smaller baseline.");

        if (options.Baseline is null && !isSaved && !options.IsLive && stream.Lines < 2L * needed)
        {
            return TooSmall(
                $"{has}; to judge at --alpha {alpha} takes {Wording.Count(2L * needed)}, half of them to learn what is "
                + "usual. Take a longer log, a larger --alpha, or a model taught on another log (--baseline-file).");
        }

        if (stream.Judged + stream.TooEarly == 0)
        {
            var ended = Wording.Count(stream.Lines, "line");
            return TooSmall($"{name} ended after {ended}, before its baseline was complete.");
        }

        var (compared, possible) = (stream.FirstCalibration, Wording.AtLeast(1.0 / (stream.FirstCalibration + 1)));
        var teach = isSaved ? "a model taught on" : "a baseline of";
        return TooSmall(
            $"{name}: the {Wording.Count(compared, "line")} to compare with are too few for --alpha {alpha}; "
            + $"take {teach} {Wording.Count(needed)} lines or --alpha {possible}.");
    }

    /// <summary>That some lines were not judged, though most were.</summary>
    public static string Early(string name, StreamScan stream, ScanOptions options) =>
        $"{name}: the first {Wording.Count(stream.TooEarly)} of {Wording.Count(stream.TooEarly + stream.Judged)} lines "
        + "behind the baseline had too few to be compared with; "
        + $"--baseline {BaselineLength.Needed(options.Profile)} is enough.";

    private static Error TooSmall(string message) => Refuse(TooSmallCode, message);

    private static Error Refuse(string code, string message) => new(ErrorKind.Invalid, code, message);
}
