using System.Text;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class MarksTests
{
    [Fact]
    public void The_level_is_the_share_of_the_lines_bits()
    {
        var line = Line(
            "aa bb cc dd ee", 400, Word("aa", 120), Word("bb", 100), Word("cc", 40), Word("dd", 18), Word("ee", 3));

        Marks.Of(line.Bits, line.Words).Select(mark => (mark.Start, mark.Strength)).Should().Equal(
            (0, MarkStrength.Strong), (3, MarkStrength.Strong), (6, MarkStrength.Medium), (9, MarkStrength.Weak));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(5, MarkStrength.Weak)]
    [InlineData(12, MarkStrength.Medium)]
    [InlineData(40, MarkStrength.Strong)]
    internal void The_dearest_word_is_marked_as_strongly_as_its_bits_allow(double bits, MarkStrength? strength) =>
        Of(Line("aa bb", bits + 1, Word("bb", bits), Word("aa", 1))).Select(mark => (MarkStrength?)mark.Strength)
            .Should().Equal(strength is null ? [] : [strength]);

    [Fact]
    public void Beside_a_very_dear_word_a_cheap_one_is_not_marked()
    {
        Of(Line("PROPFIND of 77", 200, Word("PROPFIND", 160), Word("77", 9.6)))
            .Should().Equal(new Mark(0, 8, MarkStrength.Strong));
        Of(Line("PROPFIND of 77", 30, Word("PROPFIND", 20), Word("77", 9.6))).Should().HaveCount(2);
    }

    [Fact]
    public void A_word_that_is_odd_as_written_is_marked_strongly()
    {
        var literal = new WordCost(0, 0, 1, 30) { IsLiteral = true };

        Of(Line("port 9999", 40, ("9999", literal), Word("port", 2)))
            .Should().Equal(new Mark(5, 9, MarkStrength.Strong));
    }

    [Fact]
    public void Neighbours_are_joined_where_signs_mark_them()
    {
        var line = Line(
            "no space left, on device", 100, Word("left", 30), Word("device", 20), Word("space", 20), Word("no", 20));

        Marks.Joined(line.Bits, line.Words)
            .Should().Equal(new Mark(0, 13, MarkStrength.Strong), new Mark(18, 24, MarkStrength.Strong));
    }

    [Fact]
    public void A_long_line_is_shown_around_its_dearest_word_and_cut_between_characters()
    {
        var text = new string('é', 5_000) + " PANIC " + new string('é', 5_000);
        var line = Line(text, 100, Word("PANIC", 90), Word("éé", 5));

        var parts = MarkedText.Parts(line.Text, line.Words, Marks.Of(line.Bits, line.Words), 500);

        parts.Select(part => part.Text).Should().StartWith("…").And.EndWith("…").And.Contain("PANIC");
        parts.Should().OnlyContain(part => !part.Text.Contains('\\', StringComparison.Ordinal));
        parts.Sum(part => Encoding.UTF8.GetByteCount(part.Text)).Should().BeInRange(450, 510);
    }

    private static IReadOnlyList<Mark> Of(Known line) => Marks.Of(line.Bits, line.Words);

    private static Known Line(string text, double bits, params (string Word, WordCost Cost)[] words)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new Known(bytes, bits, [.. words.Select(word => Place(bytes, word.Word, word.Cost))]);
    }

    private static WordCost Place(byte[] text, string word, WordCost cost)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        var start = text.AsSpan().IndexOf(bytes);
        return cost with { Start = start, End = start + bytes.Length };
    }

    private static (string Word, WordCost Cost) Word(string word, double bits) =>
        (word, new WordCost(0, 0, bits, bits));

    private sealed record Known(byte[] Text, double Bits, WordCost[] Words);
}
