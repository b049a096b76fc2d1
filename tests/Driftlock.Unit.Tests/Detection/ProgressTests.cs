using Driftlock.Cli.Detection;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Shared;

namespace Driftlock.Unit.Tests.Detection;

public sealed class ProgressTests : IDisposable
{
    private readonly StandingClock clock = new();
    private readonly ScanFigures figures = new() { Alpha = 0.01 };
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("driftlock-test-");
    private readonly Terminal terminal = new();
    private readonly string log;

    public ProgressTests()
    {
        log = Path.Combine(folder.FullName, "second.log");
        File.WriteAllText(log, new string('x', 100));
    }

    public void Dispose()
    {
        terminal.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Rate_and_time_left_are_those_of_the_input_that_is_being_read()
    {
        using var source = Source.Open(log, anyBytes: true).Value!;
        var progress = new Progress(terminal, clock);
        progress.Begin(figures);
        Read(bytes: 1_000_000_000, TimeSpan.FromSeconds(100));

        progress.Begin(figures);
        Read(bytes: 20_000_000, TimeSpan.FromSeconds(10));

        progress.Describe(source, position: 25, figures).Should().Be($"{log}: 25 %, 2.0 MB/s, 30 s left, 7 unusual");
    }

    [Fact]
    public void At_its_beginning_no_time_left_is_guessed()
    {
        using var source = Source.Open(log, anyBytes: true).Value!;
        var progress = new Progress(terminal, clock);

        Read(bytes: 1_000_000, TimeSpan.FromSeconds(1));

        progress.Describe(source, position: 1, figures).Should().Be($"{log}: 1 %, 1.0 MB/s, 7 unusual");
    }

    private void Read(long bytes, TimeSpan within)
    {
        figures.Bytes += bytes;
        figures.Flagged = 7;
        clock.Now += within;
    }

    private sealed class StandingClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
