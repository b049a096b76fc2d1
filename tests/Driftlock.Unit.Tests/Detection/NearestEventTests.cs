using Driftlock.Domain.Detection;
using Driftlock.Unit.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Detection;

public sealed class NearestEventTests
{
    private static readonly string[] Log =
    [
        "GET /cart 200 in 12 ms",
        "POST /orders 201 in 40 ms",
        "GET /cart 200 in 15 ms",
        "worker 3 started",
    ];

    [Fact]
    public void The_event_with_most_words_in_common_is_the_nearest()
    {
        var nearest = NearestEvent.Find("POST /orders 500 in 9000 ms", Log);

        nearest.Should().Be(new NearestEvent(1, Log[1], 8.0 / 12));
    }

    [Fact]
    public void Of_equally_near_events_the_latest_is_taken() =>
        NearestEvent.Find("GET /cart 200 in 99 ms", Log)!.Index.Should().Be(2);

    [Fact]
    public void A_word_counts_as_often_as_both_events_have_it() =>
        NearestEvent.Find("retry retry retry", ["retry retry stop"])!.Similarity.Should().Be(4.0 / 6);

    [Fact]
    public void An_event_that_shares_no_word_has_no_nearest()
    {
        NearestEvent.Find("segfault", Log).Should().BeNull();
        NearestEvent.Find("!?", ["!?"]).Should().BeNull();
        NearestEvent.Find("anything", []).Should().BeNull();
    }

    [Fact]
    public void The_difference_leads_from_the_earlier_event_to_this_one()
    {
        var nearest = NearestEvent.Find("POST /orders 500 in 9000 ms", Log)!;

        nearest.DifferenceTo("POST /orders 500 in 9000 ms").Should().Equal(
            new TextChange(ChangeKind.Kept, "POST /orders "),
            new TextChange(ChangeKind.Removed, "201"),
            new TextChange(ChangeKind.Added, "500"),
            new TextChange(ChangeKind.Kept, " in "),
            new TextChange(ChangeKind.Removed, "40"),
            new TextChange(ChangeKind.Added, "9000"),
            new TextChange(ChangeKind.Kept, " ms"));
    }

    [Fact]
    public void A_text_with_words_is_wholly_similar_to_itself() =>
        Prop.ForAll(Sentences.Any, text =>
            NearestEvent.Find(text, [text]) is { } nearest
                ? nearest.Similarity is 1.0
                : !text.Any(char.IsLetterOrDigit)).QuickCheckThrowOnFailure();

    [Fact]
    public void Similarity_is_mutual_and_within_its_bounds() =>
        Prop.ForAll(Sentences.Any, Sentences.Any, (one, other) =>
        {
            var (there, back) = (NearestEvent.Find(one, [other]), NearestEvent.Find(other, [one]));
            return there?.Similarity == back?.Similarity && there is null or { Similarity: > 0 and <= 1 };
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_other_event_is_nearer_than_the_nearest() =>
        Prop.ForAll(Sentences.Any, Sentences.AnyLines, (text, earlier) =>
        {
            var best = earlier.Max(line => NearestEvent.Find(text, [line])?.Similarity);
            return NearestEvent.Find(text, earlier)?.Similarity == best;
        }).QuickCheckThrowOnFailure();
}
