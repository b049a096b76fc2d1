using Driftlock.Cli.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class FoldsTests : IDisposable
{
    private readonly LineStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void A_group_is_told_by_its_most_unusual_line_and_names_the_others()
    {
        var folds = new Folds(isLive: false, store);

        foreach (var line in (long[])[10, 20, 30, 40, 50, 60, 70, 80])
            folds.Keep(Line("disk", line, line == 30 ? 500 : 200)).Should().BeTrue();

        var told = folds.Take().Should().ContainSingle().Subject.Finding;
        told.Line.Should().Be(30);
        told.More.Should().BeEquivalentTo(new MoreLines(7, [10, 20, 40, 50, 60]));
        folds.Take().Should().BeEmpty();
    }

    [Fact]
    public void What_goes_furthest_beyond_the_usual_comes_first()
    {
        var folds = new Folds(isLive: false, store);
        foreach (var (id, line, bits) in (ReadOnlySpan<(string, long, double)>)[("a", 1, 90), ("b", 2, 700), ("c", 3, 90)])
            folds.Keep(Line(id, line, bits));

        folds.Take().Select(line => line.Finding.Line).Should().Equal(2, 1, 3);
    }

    [Fact]
    public void Live_the_first_line_of_a_group_is_told_at_once_and_the_others_at_the_end_of_the_span()
    {
        var folds = new Folds(isLive: true, store);

        folds.Keep(Line("disk", 1, 200)).Should().BeFalse();
        folds.Keep(Line("disk", 2, 200)).Should().BeTrue();
        folds.Keep(Line("disk", 3, 200)).Should().BeTrue();
        folds.Keep(Line("host", 4, 200)).Should().BeFalse();

        var told = folds.Take().Should().ContainSingle().Subject.Finding;
        (told.Line, told.More!.Count).Should().Be((2, 1));
        folds.Keep(Line("disk", 2000, 200)).Should().BeFalse("a new span begins");
    }

    [Fact]
    public void A_span_of_a_file_is_twice_the_one_before_and_those_of_a_live_stream_are_equal()
    {
        Ends(new Folds(isLive: false, store), 8 * (int)Folds.FirstSpan).Should().Equal(
            Folds.FirstSpan, 3 * Folds.FirstSpan, 7 * Folds.FirstSpan);
        Ends(new Folds(isLive: true, store), 3_500).Should().Equal(
            Folds.LiveSpan, 2 * Folds.LiveSpan, 3 * Folds.LiveSpan);
    }

    [Fact]
    public void Long_lines_end_a_span_sooner()
    {
        const int Length = 1 << 20;
        var folds = new Folds(isLive: false, store);
        var lines = 1;

        while (!folds.Pass(Length)) lines++;

        (lines * (long)Length).Should().BeInRange(1_000_000, 3_000_000, "as many bytes as usual lines of a span have");
    }

    [Fact]
    public void There_is_room_for_so_many_groups()
    {
        var folds = new Folds(isLive: false, store);
        for (var group = 0; group < Folds.MostGroups; group++)
        {
            folds.HasRoomFor($"{group}").Should().BeTrue();
            folds.Keep(Line($"{group}", group, 200));
        }

        folds.HasRoomFor("another").Should().BeFalse();
        folds.HasRoomFor("7").Should().BeTrue("it has its place");

        folds.Take().Should().HaveCount(Folds.MostGroups);
        folds.HasRoomFor("another").Should().BeTrue();
    }

    private static IReadOnlyList<long> Ends(Folds folds, int lines) =>
        [.. Enumerable.Range(1, lines).Where(_ => folds.Pass(length: 100)).Select(line => (long)line)];

    private static JudgedLine Line(string group, long line, double bits)
    {
        var finding = new Finding("app.log", line, 0, new EventScore { Bits = bits }, Verdict.Unusual, default);
        var judged = new JudgedLine(finding, "text"u8, []);
        return judged.With(finding with { GroupId = group, Attention = Attention.To(judged, 1) });
    }
}
