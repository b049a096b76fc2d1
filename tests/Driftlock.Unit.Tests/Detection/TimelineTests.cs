using Driftlock.Cli.Detection.Report;

namespace Driftlock.Unit.Tests.Detection;

public sealed class TimelineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    [InlineData(123_456)]
    public void Any_number_of_lines_fits_and_no_peak_is_lost(int lines)
    {
        var timeline = new Timeline();
        for (var line = 0; line < lines; line++) timeline.Add(line == lines / 2 ? 60 : line % 7);

        timeline.Lines.Should().Be(lines);
        timeline.Count.Should().BeInRange(Math.Min(lines, Timeline.MostColumns / 2), Timeline.MostColumns);
        timeline[(int)(lines / 2 / timeline.LinesPerColumn)].High.Should().Be(60);
    }

    [Fact]
    public void Lines_that_taught_leave_a_gap()
    {
        var timeline = new Timeline();
        timeline.Add(null);
        timeline.Add(3);

        timeline[0].High.Should().Be(double.NaN);
        timeline[1].Should().Be(new Column(3, 3));
    }

    [Fact]
    public void Columns_that_become_one_keep_the_lowest_and_the_highest()
    {
        var timeline = new Timeline();
        for (var line = 0; line <= Timeline.MostColumns; line++) timeline.Add(line == 0 ? null : line);

        timeline.LinesPerColumn.Should().Be(2);
        timeline[0].Should().Be(new Column(1, 1));
        timeline[1].Should().Be(new Column(2, 3));
        timeline[500].Should().Be(new Column(1000, 1000));
    }
}
