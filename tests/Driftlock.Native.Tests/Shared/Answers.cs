using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Native.Tests.Shared;

/// <summary>What a core answered to a row of events.</summary>
internal sealed class Answers
{
    public List<EventScore> Scores { get; } = [];

    /// <summary>The words of all events, each with the place of its event in <see cref="Scores"/>.</summary>
    public List<(int Event, WordCost Word)> Words { get; } = [];

    /// <summary>Pushes events in calls of so many, and collects what comes back.</summary>
    public static Answers Of(
        IStreamModel model,
        IEnumerable<byte[]> events,
        int eventsPerCall = 64,
        bool learn = true,
        double explainAtOrBelow = 0.1)
    {
        var answers = new Answers();
        foreach (var chunk in events.Chunk(eventsPerCall)) answers.Push(model, chunk, learn, explainAtOrBelow);
        return answers;
    }

    public void Push(IStreamModel model, IEnumerable<byte[]> events, bool learn, double explainAtOrBelow)
    {
        var (batch, results) = (new EventBatch(), new ScoredEvents());
        foreach (var text in events) batch.Add(text);
        model.Push(batch, learn, explainAtOrBelow, results);
        results.Count.Should().Be(batch.Count);
        for (var index = 0; index < results.Count; index++)
        {
            foreach (var word in results.Words(index)) Words.Add((Scores.Count, word));
            Scores.Add(results[index]);
        }
    }

    public void ShouldBe(Answers expected)
    {
        Scores.Should().Equal(expected.Scores);
        Words.Should().Equal(expected.Words);
    }
}
