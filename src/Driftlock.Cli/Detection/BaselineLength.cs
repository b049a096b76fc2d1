using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>How many lines teach when nobody says it.</summary>
internal static class BaselineLength
{
    /// <summary>The usual length, where a log is long enough for it.</summary>
    public const int Usual = 400;

    // Scores that the core keeps to compare with, by what decides.
    private const int LargestAnchored = 2048;
    private const int LargestTracked = 1024;

    // With what is too early to be compared with.
    private const int LongestUseful = LargestAnchored * 8 / 5;

    // A log without line ends would be read whole otherwise.
    private const long MostBytesAhead = 32 << 20;

    /// <summary>
    /// The smaller of the usual length and a third of the lines; but as many as the rate needs to be certified, when as
    /// many are left to be judged.
    /// </summary>
    public static int Of(long lines, SensitivityProfile profile)
    {
        var needed = Needed(profile);
        var third = (int)Math.Min(Usual, lines / 3);
        return Math.Max(lines >= 2L * needed ? Math.Max(third, needed) : third, 1);
    }

    /// <summary>Lines that teach, for a rate to be certified if it can be.</summary>
    public static int Needed(SensitivityProfile profile) =>
        Math.Min(profile.MinimumBaseline, LongestUseful);

    /// <summary>Scores that are kept to compare with, at most; while nothing is known, what log lines have.</summary>
    public static int LargestCalibration(DetectionMode mode) =>
        mode == DetectionMode.Anchored ? LargestAnchored : LargestTracked;

    /// <summary>The length for an input, and what had to be read of it to know.</summary>
    /// <param name="input">The input.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="saved">With a model that was taught before, no line teaches.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<(int Length, Queue<LineBatch> Ahead)> ChooseAsync(
        LineQueue input, ScanOptions options, BaselineFile? saved, CancellationToken cancellationToken)
    {
        if (saved is { IsNew: false }) return (0, []);
        if (options.Baseline is { } asked) return (Math.Min(asked, StreamModelOptions.MaximumBaseline), []);

        var needed = Needed(options.Profile);
        if (options.IsLive) return (Math.Max(Usual, needed), []);

        var enough = Math.Max(3L * Usual, 2L * needed);
        var ahead = new Queue<LineBatch>();
        var (lines, bytes) = (0L, 0L);
        while (lines < enough && bytes < MostBytesAhead
            && await input.NextAsync(cancellationToken) is { } batch)
        {
            ahead.Enqueue(batch);
            lines += batch.Count;
            bytes += batch.Events.Bytes.Length;
        }

        return (Of(lines, options.Profile), ahead);
    }
}
