using Driftlock.Domain.Detection;
using Driftlock.Unit.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Detection;

public sealed class TextChangeTests
{
    [Fact]
    public void What_is_kept_or_removed_is_the_earlier_text_and_what_is_kept_or_added_the_later_one() =>
        Prop.ForAll(Sentences.Any, Sentences.Any, (earlier, later) =>
        {
            var changes = TextChange.Between(earlier, later);
            return Without(changes, ChangeKind.Added) == earlier && Without(changes, ChangeKind.Removed) == later;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parts_are_never_empty_and_never_follow_their_own_kind() =>
        Prop.ForAll(Sentences.Any, Sentences.Any, (earlier, later) =>
        {
            var changes = TextChange.Between(earlier, later);
            return changes.All(change => change.Text.Length > 0)
                && changes.Zip(changes.Skip(1)).All(pair => pair.First.Kind != pair.Second.Kind);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equal_texts_are_kept_whole()
    {
        TextChange.Between("as it was", "as it was").Should().Equal(new TextChange(ChangeKind.Kept, "as it was"));
        TextChange.Between("", "").Should().BeEmpty();
    }

    [Fact]
    public void As_many_words_as_possible_are_kept()
    {
        var changes = TextChange.Between("a b c d e", "x b d c e y");

        Without(changes, ChangeKind.Removed).Should().Be("x b d c e y");
        Without(changes, ChangeKind.Added).Should().Be("a b c d e");
        string.Concat(changes.Where(change => change.Kind == ChangeKind.Kept).Select(change => change.Text))
            .Count(char.IsLetter).Should().Be(3);
    }

    [Fact]
    public void A_character_of_two_code_units_is_never_cut() =>
        TextChange.Between("\U0001F600", "\U0001F601").Should().Equal(
            new TextChange(ChangeKind.Removed, "\U0001F600"),
            new TextChange(ChangeKind.Added, "\U0001F601"));

    [Fact]
    public void Two_huge_texts_are_compared_at_their_ends_alone()
    {
        var earlier = string.Join(' ', Enumerable.Range(0, 5_000));
        var later = $"0 {string.Join(' ', Enumerable.Range(5_000, 4_998))} 4999";

        var changes = TextChange.Between(earlier, later);

        changes.Should().HaveCount(4);
        changes[0].Should().Be(new TextChange(ChangeKind.Kept, "0 "));
        changes[^1].Should().Be(new TextChange(ChangeKind.Kept, " 4999"));
    }

    private static string Without(IEnumerable<TextChange> changes, ChangeKind kind) =>
        string.Concat(changes.Where(change => change.Kind != kind).Select(change => change.Text));
}
