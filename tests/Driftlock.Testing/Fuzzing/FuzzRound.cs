using Driftlock.Application.Detection;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Fuzzing;

/// <summary>What went wrong, and where.</summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Execution">The event at which it went wrong, counted from the beginning of the run.</param>
/// <param name="What">What went wrong.</param>
public sealed record FuzzFinding(ulong Seed, long Execution, string What);

/// <summary>
/// A part of a fuzzing run that can be done without the parts before it: a few streams that live through some thousand
/// events. One execution is one event.
/// </summary>
/// <param name="cached">The core as it is used.</param>
/// <param name="uncached">The core without its line cache, which must not make a difference.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="number">Which part, from 0.</param>
public sealed class FuzzRound(IAnomalyScorer cached, IAnomalyScorer uncached, ulong seed, long number)
{
    /// <summary>Executions of a round.</summary>
    public const int Executions = 4096;

    private readonly Chance chance = Chance.ForPart(seed, number);
    private int done;

    /// <summary>Does the round. Null if nothing was found.</summary>
    public FuzzFinding? Run()
    {
        var streams = Enumerable.Range(0, chance.Between(1, 6)).Select(_ => NewStream()).ToList();
        try
        {
            while (done < Executions) Step(streams);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new FuzzFinding(seed, (number * Executions) + done, e.ToString());
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    private void Step(List<FuzzedStream> streams)
    {
        var (place, most) = (chance.Below(streams.Count), Executions - done);
        var stream = streams[place];
        switch (chance.Below(512))
        {
            case < 32: done += stream.PushBesideCopy(chance.OneIn(2) ? cached : uncached, most); break;
            case < 48: stream.RestoreDamaged(cached); break;
            case < 64: done += stream.RestoreForged(cached); break;
            case < 96: done += stream.Explain(); break;
            case < 104: stream.Anchor(); break;
            case 104:
                stream.Dispose();
                streams[place] = NewStream();
                break;
            default: done += stream.Push(most); break;
        }
    }

    private FuzzedStream NewStream() => new(chance.OneIn(4) ? uncached : cached, chance);
}
