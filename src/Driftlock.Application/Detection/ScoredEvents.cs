using System.Runtime.InteropServices;
using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>
/// The scores of one push, in the order of the events, and what the words of the unusual ones cost. Meant to be used
/// again: a push clears it first and keeps its memory.
/// </summary>
public sealed class ScoredEvents
{
    private readonly List<EventScore> scores = [];
    private readonly List<WordCost> words = [];
    private readonly List<int> wordEnds = [];

    /// <summary>Number of events.</summary>
    public int Count => scores.Count;

    /// <summary>The score of the event at this place in the batch.</summary>
    public EventScore this[int index] => scores[index];

    /// <summary>What its dearest words cost, dearest first; empty for an event that was not to be explained.</summary>
    public ReadOnlySpan<WordCost> Words(int index)
    {
        var start = index == 0 ? 0 : wordEnds[index - 1];
        return CollectionsMarshal.AsSpan(words)[start..wordEnds[index]];
    }

    /// <summary>For the core: the next event's score and the cost of its words.</summary>
    public void Add(EventScore score, ReadOnlySpan<WordCost> wordCosts)
    {
        scores.Add(score);
        words.AddRange(wordCosts);
        wordEnds.Add(words.Count);
    }

    /// <summary>For the core: makes ready for the next push.</summary>
    public void Clear()
    {
        scores.Clear();
        words.Clear();
        wordEnds.Clear();
    }
}
