using System.Text;
using Driftlock.Cli.Detection;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class MarksTests
{
    [Fact]
    public void The_level_is_the_share_of_the_lines_bits()
    {
        var line = Line(
            "aa bb cc dd ee", 400, Word("aa", 120), Word("bb", 100), Word("cc", 40), Word("dd", 18), Word("ee", 3));

        Marks.Of(line.Judged).Select(mark => (mark.Start, mark.Look)).Should().Equal(
            (0, Look.MarkedStrong), (3, Look.MarkedStrong), (6, Look.Marked), (9, Look.MarkedWeak));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(5, Look.MarkedWeak)]
    [InlineData(12, Look.Marked)]
    [InlineData(40, Look.MarkedStrong)]
    internal void The_dearest_word_is_marked_as_strongly_as_its_bits_allow(double bits, Look? look) =>
        Marks.Of(Line("aa bb", bits + 1, Word("bb", bits), Word("aa", 1)).Judged).Select(mark => (Look?)mark.Look)
            .Should().Equal(look is null ? [] : [look]);

    [Fact]
    public void Beside_a_very_dear_word_a_cheap_one_is_not_marked()
    {
        Marks.Of(Line("PROPFIND of 77", 200, Word("PROPFIND", 160), Word("77", 9.6)).Judged)
            .Should().Equal(new Mark(0, 8, Look.MarkedStrong));
        Marks.Of(Line("PROPFIND of 77", 30, Word("PROPFIND", 20), Word("77", 9.6)).Judged).Should().HaveCount(2);
    }

    [Fact]
    public void A_word_that_is_odd_as_written_is_marked_strongly()
    {
        var literal = new WordCost(0, 0, 1, 30) { IsLiteral = true };

        Marks.Of(Line("port 9999", 40, ("9999", literal), Word("port", 2)).Judged)
            .Should().Equal(new Mark(5, 9, Look.MarkedStrong));
    }

    [Fact]
    public void Neighbours_are_joined_where_signs_mark_them()
    {
        var line = Line(
            "no space left, on device", 100, Word("left", 30), Word("device", 20), Word("space", 20), Word("no", 20));

        Marks.Joined(line.Judged)
            .Should().Equal(new Mark(0, 13, Look.MarkedStrong), new Mark(18, 24, Look.MarkedStrong));
    }

    [Fact]
    public void A_long_line_is_shown_around_its_dearest_word_and_cut_between_characters()
    {
        var text = new string('é', 5_000) + " PANIC " + new string('é', 5_000);
        var line = Line(text, 100, Word("PANIC", 90), Word("éé", 5));

        var parts = MarkedText.Parts(line.Judged, Marks.Of(line.Judged), 500).ToList();

        parts.Select(part => part.Text).Should().StartWith("…").And.EndWith("…").And.Contain("PANIC");
        parts.Should().OnlyContain(part => !part.Text.Contains('\\', StringComparison.Ordinal));
        parts.Sum(part => Encoding.UTF8.GetByteCount(part.Text)).Should().BeInRange(450, 510);
    }

    private static KeptLine Line(string text, double bits, params (string Word, WordCost Cost)[] words)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var finding = new Finding("app.log", 1, 0, new EventScore { Bits = bits }, Verdict.Unusual, default);
        return new KeptLine(finding, bytes, [.. words.Select(word => Place(bytes, word.Word, word.Cost))]);
    }

    private static WordCost Place(byte[] text, string word, WordCost cost)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        var start = text.AsSpan().IndexOf(bytes);
        return cost with { Start = start, End = start + bytes.Length };
    }

    private static (string Word, WordCost Cost) Word(string word, double bits) =>
        (word, new WordCost(0, 0, bits, bits));
}
