using System.Text;
using Driftlock.Cli.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class AttentionTests
{
    private const string Text = "2026-11-20 10:00:00 worker done with job 4711";

    [Theory]
    [InlineData(56, 10, false)]
    [InlineData(58, 10, true)]
    [InlineData(20, 31, false)]
    [InlineData(20, 32, true)]
    public void A_line_stands_out_by_32_bits_beyond_the_usual_in_the_whole_or_in_a_word(
        double bits, double word, bool isDue) =>
        Of(Score(bits, score: 8), Word("worker", word)).IsDue.Should().Be(isDue);

    [Theory]
    [InlineData(12.9, false)]
    [InlineData(13.1, true)]
    public void Or_by_a_score_that_chance_brings_in_less_than_one_of_eight_such_logs(double score, bool isDue) =>
        Of(Score(20, score), Word("4711", 2)).IsDue.Should().Be(isDue);

    [Fact]
    public void A_clock_that_rolls_over_never_stands_out() =>
        Of(Score(70, score: 30), Clock(48), Word("worker", 3)).IsDue.Should().BeFalse();

    [Fact]
    public void A_usual_line_never_stands_out() =>
        Of(Score(500, score: 30), Verdict.Usual, Word("worker", 300)).IsDue.Should().BeFalse();

    [Theory]
    [InlineData(EventShape.Session, true)]
    [InlineData(EventShape.Numeric, true)]
    [InlineData(EventShape.Log, false)]
    [InlineData(EventShape.Text, false)]
    [InlineData(EventShape.Record, false)]
    public void Where_the_mask_hides_all_that_matters_every_unusual_line_stands_out(EventShape shape, bool isDue)
    {
        var finding = new Finding("x", 1, 0, Score(12, score: 8), Verdict.Unusual, new BitsRange(10, 25))
        {
            Shape = shape,
        };

        Attention.To(new JudgedLine(finding, "E5 E22"u8, []), judged: 500).IsDue.Should().Be(isDue);
    }

    [Theory]
    [InlineData("2026-11-20T16:48:10.172Z INFO", "20", true)]
    [InlineData("2026-11-20T16:48:10.172Z INFO", "172Z", true)]
    [InlineData("Nov 30 23:59:59 host sshd[81]: x", "Nov", true)]
    [InlineData("[Mon Dec 05 10:26:35 2005] [notice]", "2005", true)]
    [InlineData("10.0.0.1 - - [20/Nov/2026:10:15:01 +0000] x", "Nov", true)]
    [InlineData("10.0.0.1 - - [20/Nov/2026:10:15:01 +0000] x", "10", false)]
    [InlineData("16:48:10,172 waited 5000 ms", "172", true)]
    [InlineData("16:48:10,172 waited 5000 ms", "5000", false)]
    [InlineData("2026-11-20 16:48:10 June sold 12 of May", "June", false)]
    public void A_clock_is_known_by_its_form(string text, string word, bool isClock)
    {
        var start = text.IndexOf(word, StringComparison.Ordinal);

        PassingText.In(Encoding.UTF8.GetBytes(text)).Covers(new WordCost(start, start + word.Length, 1, 1))
            .Should().Be(isClock);
    }

    [Theory]
    [InlineData("2001:db8:47:7ec::3202 - - GET /", "7ec", true)]
    [InlineData("2001:db8:47:7ec::3202 - - GET /", "GET", false)]
    [InlineData("from fe80::85a3:8a2e:370:7334, port 80", "85a3", true)]
    [InlineData("client=[::1]:5432 gone", "5432", false)]
    [InlineData("2001:db8:0:47:7ec:1:2:3202: gone", "7ec", true)]
    [InlineData("sshd: 2001:db8::7ec: Connection reset", "7ec", true)]
    [InlineData("client:2001:db8::7ec gone", "7ec", true)]
    [InlineData("in db::add, cafe::Bad", "add", false)]
    [InlineData("std::vector::at: range_check", "vector", false)]
    [InlineData("face:feed:beef is no address", "feed", false)]
    [InlineData("level=0a:0b:0c:0d:0e:0f of a card", "0d", false)]
    public void An_address_is_known_by_its_form(string text, string word, bool isAddress)
    {
        var start = text.IndexOf(word, StringComparison.Ordinal);

        PassingText.In(Encoding.UTF8.GetBytes(text)).Covers(new WordCost(start, start + word.Length, 1, 1))
            .Should().Be(isAddress);
    }

    private static EventScore Score(double bits, double score) =>
        new() { Bits = bits, Score = score, PValue = 0.001, CalibrationEvents = 1024 };

    private static WordCost Clock(double bits) => Word("10", bits);

    private static WordCost Word(string word, double bits)
    {
        var start = Text.IndexOf(word, StringComparison.Ordinal);
        return new WordCost(start, start + word.Length, bits, bits);
    }

    private static Attention Of(EventScore score, params WordCost[] words) => Of(score, Verdict.Unusual, words);

    private static Attention Of(EventScore score, Verdict verdict, params WordCost[] words)
    {
        var finding = new Finding("app.log", 1, 0, score, verdict, new BitsRange(10, 25));
        return Attention.To(new JudgedLine(finding, Encoding.UTF8.GetBytes(Text), words), judged: 500);
    }
}
