using Driftlock.Application.Detection;
using Driftlock.Benchmarks.Quality;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.Core;

/// <summary>Events to measure with.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Baseline">Teaches.</param>
/// <param name="Batches">Is scored.</param>
/// <param name="Text">The bytes of what is scored, as one text.</param>
internal sealed record Corpus(string Name, EventBatch Baseline, IReadOnlyList<EventBatch> Batches, byte[] Text)
{
    private const ulong Seed = 20_261_120;
    private const int BaselineEvents = 400;
    private const int DistinctLines = 500;
    private const int EventsPerBatch = 512;

    /// <summary>So many bytes of log lines, each with its time, none twice.</summary>
    public static Corpus LogLines(int bytes)
    {
        var log = new SyntheticLog(new Chance(Seed));
        return Of("log lines", Take(BaselineEvents, log.NextLine), UpTo(bytes, log.NextLine));
    }

    /// <summary>So many bytes of lines without times, drawn from 500, the k-th with a frequency of 1/k.</summary>
    public static Corpus RepetitiveLines(int bytes)
    {
        var chance = new Chance(Seed);
        var log = new SyntheticLog(chance);
        var (lines, frequencies) = (Take(DistinctLines, log.NextMessage), new Zipf(DistinctLines));
        byte[] Draw() => lines[frequencies.Draw(chance)];
        return Of("repetitive lines", Take(BaselineEvents, Draw), UpTo(bytes, Draw));
    }

    /// <summary>A measuring set.</summary>
    public static Corpus Of(LabelledSet set) => Of(set.Name, set.Baseline, set.Test.Select(test => test.Text));

    private static Corpus Of(string name, IReadOnlyList<byte[]> baseline, IEnumerable<byte[]> events)
    {
        var chunks = events.Chunk(EventsPerBatch).ToList();
        byte[] text = [.. chunks.SelectMany(chunk => chunk).SelectMany(line => line)];
        return new Corpus(name, Batch(baseline), [.. chunks.Select(Batch)], text);
    }

    private static EventBatch Batch(IReadOnlyList<byte[]> events)
    {
        var batch = new EventBatch();
        foreach (var text in events) batch.Add(text);
        return batch;
    }

    private static IReadOnlyList<byte[]> Take(int count, Func<byte[]> next) =>
        [.. Enumerable.Range(0, count).Select(_ => next())];

    private static IEnumerable<byte[]> UpTo(int bytes, Func<byte[]> next)
    {
        for (var left = bytes; left > 0;)
        {
            var line = next();
            left -= line.Length;
            yield return line;
        }
    }
}
