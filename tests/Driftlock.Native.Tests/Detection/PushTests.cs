using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Native.Tests.Detection;

/// <summary>How events are handed over never changes an answer.</summary>
public sealed class PushTests : IDisposable
{
    private readonly NativeScorer scorer = new();

    public static TheoryData<int> Kinds { get; } = [.. Enumerable.Range(0, 7)];

    public void Dispose() => scorer.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Many_pushes_of_one_event_answer_as_one_push_of_many(int kind)
    {
        byte[][] events = [.. new SyntheticEvents((EventKind)kind, 11).Take(700)];
        using var one = scorer.Create(new StreamModelOptions(150));
        using var many = scorer.Create(new StreamModelOptions(150));

        var singly = Answers.Of(one, events, eventsPerCall: 1);
        var together = Answers.Of(many, events, eventsPerCall: events.Length);

        together.ShouldBe(singly);
        many.Save().Should().Equal(one.Save());
    }

    [Theory]
    [InlineData(DetectionMode.Anchored)]
    [InlineData(DetectionMode.Tracking)]
    public void The_line_cache_changes_no_answer(DetectionMode mode)
    {
        using var cached = new RawStream(100, cached: true, (uint)mode);
        using var afresh = new RawStream(100, cached: false, (uint)mode);
        var few = new SyntheticEvents(EventKind.Session, 5).Take(30).ToArray();
        var chance = new Chance(5);

        for (var round = 0; round < 300; round++)
        {
            var events = Enumerable.Range(0, chance.Below(12)).Select(_ => chance.Of(few)).ToList();
            var (learn, explainAt) = (chance.Percent(40), chance.Percent(50) ? 0u : 300_000_000);
            var (scores, words) = cached.Push(events, learn, explainAt);
            var expected = afresh.Push(events, learn, explainAt);

            scores.Should().Equal(expected.Scores);
            words.Should().Equal(expected.Words);
        }

        cached.Save().Should().Equal(afresh.Save());
    }

    [Fact]
    public void Streams_that_share_a_line_cache_do_not_answer_for_each_other()
    {
        byte[][] events = [.. new SyntheticEvents(EventKind.Session, 6).Take(160)];
        using var shared = new NativeScorer();
        using var first = shared.Create(new StreamModelOptions(60) { Mode = DetectionMode.Anchored });
        using var second = shared.Create(new StreamModelOptions(100) { Mode = DetectionMode.Anchored });
        using var alone = scorer.Create(new StreamModelOptions(100) { Mode = DetectionMode.Anchored });

        var together = new Answers();
        foreach (var text in events)
        {
            _ = Answers.Of(first, [text]);
            together.Push(second, [text], learn: true, 0.1);
        }

        together.ShouldBe(Answers.Of(alone, events));
    }

    [Fact]
    public void Scoring_without_learning_changes_nothing_but_the_number_of_events()
    {
        byte[][] events = [.. new SyntheticEvents(EventKind.Log, 12).Take(300)];
        using var model = scorer.Create(new StreamModelOptions(100));
        _ = Answers.Of(model, events[..200]);
        var before = model.Describe();

        var once = Answers.Of(model, events[200..], learn: false);
        var again = Answers.Of(model, events[200..], learn: false);

        again.ShouldBe(once);
        model.Describe().Should().Be(before with { Events = before.Events + 200 });
    }

    [Fact]
    public void The_masked_form_has_no_values()
    {
        Mask("2026-11-20 10:00:07 job=4711 from 10.0.0.12").Should().Be(Mask("2027-01-02 23:59:59 job=9000 from 192.7.3.1"));
        Mask("user bob").Should().Be("user bob");
        Mask("").Should().BeEmpty();
    }

    private string Mask(string text) =>
        System.Text.Encoding.UTF8.GetString(scorer.Mask(System.Text.Encoding.UTF8.GetBytes(text)));
}
