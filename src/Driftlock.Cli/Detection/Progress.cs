using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>One line on standard error that says how far it is; only where that is a terminal.</summary>
internal sealed class Progress(Terminal terminal, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long started = clock.GetTimestamp();
    private long before;
    private long shown;

    /// <summary>Another input begins: rate and time left are its own.</summary>
    public void Begin(ScanFigures figures) => (started, before) = (clock.GetTimestamp(), figures.Bytes);

    /// <summary>How far a file is, how fast, and how long it will still take.</summary>
    public void Show(Source source, long position, ScanFigures figures)
    {
        if (IsDue()) Write(Describe(source, position, figures));
    }

    /// <summary>Whatever there is to say.</summary>
    public void Show(Func<string> text)
    {
        if (IsDue()) Write(text());
    }

    /// <summary>What is shown of a file.</summary>
    public string Describe(Source source, long position, ScanFigures figures)
    {
        var elapsed = clock.GetElapsedTime(started);
        var rate = (figures.Bytes - before) / 1e6 / Math.Max(elapsed.TotalSeconds, 1e-3);
        var done = source.Length is > 0 and var length ? (double)position / length : (double?)null;
        var share = done is null ? $"{Wording.Count(figures.Lines)} lines" : $"{done * 100:0} %";
        var left = done > 0.01 ? $", {Left(elapsed * ((1 - done.Value) / done.Value))} left" : "";
        return $"{source.Title}: {share}, {rate:0.0} MB/s{left}, {Wording.Count(figures.Flagged)} unusual";
    }

    /// <summary>How far the baseline of a live stream is, then what became of the lines.</summary>
    public void ShowLive(StreamScan stream, int baseline, ScanFigures figures)
    {
        if (!IsDue()) return;
        Write(stream.IsTaught
            ? $"Watching: {Wording.Count(stream.Judged, "line")} judged, {Wording.Count(figures.Flagged)} unusual"
            : $"Learning what is usual: {Wording.Count(stream.Lines)} of {Wording.Count(baseline)} lines");
    }

    /// <summary>Takes the line away, so that others can be written.</summary>
    public void Hide()
    {
        terminal.HideStatus();
        shown = 0;
    }

    private static string Left(TimeSpan time) =>
        time.TotalSeconds < 90 ? $"{time.TotalSeconds:0} s" : $"{time.TotalMinutes:0} min";

    private bool IsDue() =>
        terminal.ErrorIsTerminal && (shown == 0 || clock.GetElapsedTime(shown) >= Pause);

    private void Write(string text)
    {
        terminal.ShowStatus(text);
        shown = clock.GetTimestamp();
    }
}
