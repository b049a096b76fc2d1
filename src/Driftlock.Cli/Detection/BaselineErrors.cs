using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;
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

    public static Error NoFile(string file) =>
        Refuse("baseline.no_file", $"{file} is a pipe or a device; a saved model is a file.");

    public static Error Taught(string file) => Refuse(
        "baseline.taught",
        $"{file} is there already, and --baseline all teaches a new one: remove it, or take another name.");

    public static Error AlsoReport(string file) => Refuse(
        "baseline.also_report", $"{file} is named twice: --report and --baseline-file take a file each.");

    /// <summary>That a model is there, so that no line teaches.</summary>
    public static string Unused(string file, int baseline)
    {
        var asked = baseline == ScanOptions.TeachAll ? "all" : $"{baseline}";
        return $"{file} is there and is used as it is; --baseline {asked} has no effect.";
    }

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

        var alpha = Rarity.Probability(options.Profile.Alpha);
        var needed = BaselineLength.Needed(options.Profile);
        var (lines, compared) = (stream.Lines, stream.FirstCalibration);
        var has = lines == 0 ? $"{name} is empty" : $"{name} has {Wording.Count(lines, "line")}";
        if (isSaved && lines == 0) return TooSmall($"{has}; there is nothing to judge.");

        var largest = BaselineLength.LargestCalibration(stream.Mode);
        if (options.Profile.MinimumCalibration > largest)
        {
            var possible = compared == 0 ? largest : compared;
            return TooSmall($"{name}: no baseline is long enough for --alpha {alpha}; take {Rate(possible)} or more.");
        }

        if (options.Baseline is { } asked && !isSaved && lines <= asked)
        {
            var shorter = needed < lines ? $" or --baseline {needed}" : "";
            return TooSmall($"{has}, none of them behind --baseline {asked}; take a longer log{shorter}.");
        }

        if (options.Baseline is null && !isSaved && !options.IsLive && lines < 2L * needed)
        {
            var larger = compared == 0 ? "" : $", --alpha {Rate(compared)} or more";
            return TooSmall(
                $"{has}; to judge at --alpha {alpha} takes {Wording.Count(2L * needed)}, half of them to learn what is "
                + $"usual. Take a longer log{larger}, or a model taught on another log (--baseline-file).");
        }

        if (stream.Judged + stream.TooEarly == 0)
        {
            var ended = Wording.Count(lines, "line");
            return TooSmall($"{name} ended after {ended}, before its baseline was complete.");
        }

        var ways = new List<string>();
        if (isSaved) ways.Add($"a model taught on {Wording.Count(needed)} lines");
        else if (lines > needed) ways.Add($"--baseline {needed}");
        else ways.Add($"a longer log and --baseline {needed}");
        if (compared > 0) ways.Add($"--alpha {Rate(compared)}");
        return TooSmall(
            $"{name}: {Wording.Count(compared, "line")} to compare with {(compared == 1 ? "is" : "are")} too few for "
            + $"--alpha {alpha}; take {string.Join(" or ", ways)}.");
    }

    /// <summary>That some lines were not judged, though most were.</summary>
    /// <param name="name">The input.</param>
    /// <param name="stream">What became of it.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="isSaved">Whether the model was taught before.</param>
    public static string Early(string name, StreamScan stream, ScanOptions options, bool isSaved)
    {
        var needed = BaselineLength.Needed(options.Profile);
        var enough = isSaved ? $"a model taught on {Wording.Count(needed)} lines" : $"--baseline {needed}";
        return $"{name}: the first {Wording.Count(stream.TooEarly)} of "
            + $"{Wording.Count(stream.TooEarly + stream.Judged)} lines {(isSaved ? "" : "behind the baseline ")}"
            + $"had too few to be compared with; {enough} is enough.";
    }

    // The smallest rate that so many scores can prove; one score proves the largest that may be asked for.
    private static string Rate(int compared) => Rarity.AtLeast(1.0 / (compared + 1));

    private static Error TooSmall(string message) => Refuse(TooSmallCode, message);

    private static Error Refuse(string code, string message) => new(ErrorKind.Invalid, code, message);
}
