using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>What the lines before a line have in common with it.</summary>
internal sealed class Neighbours
{
    // The latest are what a line is to be compared with, and nobody waits for more.
    private const long MostCompared = 200_000;

    private readonly KeptLine line;
    private readonly LineInQuestion judged;
    private readonly long first;
    private readonly SeenWords seen;

    private Neighbours(KeptLine line, LineInQuestion judged)
    {
        (this.line, this.judged) = (line, judged);
        first = Math.Max(1, line.Finding.Line - MostCompared);
        seen = new SeenWords(line.Text, line.Words);
    }

    /// <summary>Lines that were looked at.</summary>
    public long Compared => line.Finding.Line - first;

    /// <summary>The usual line most like it, made harmless, so that bytes that differ differ there too.</summary>
    public NearestEvent? Nearest { get; private set; }

    /// <summary>The number of that line.</summary>
    public long NearestLine => first + (Nearest?.Index ?? 0);

    /// <summary>In how many of the lines a word stands, by its place among the line's words.</summary>
    public IReadOnlyList<long> Seen => seen.Counts;

    /// <summary>Reads the lines once more.</summary>
    public static Neighbours Find(
        Source source, KeptLine line, LineInQuestion judged, CancellationToken cancellationToken)
    {
        var neighbours = new Neighbours(line, judged);
        neighbours.Nearest = NearestEvent.Find(
            SafeText.Of(line.Text), neighbours.Earlier(new LineReader(source.Text), cancellationToken));
        return neighbours;
    }

    private IEnumerable<string> Earlier(LineReader reader, CancellationToken cancellationToken)
    {
        var batch = new LineBatch();
        while (reader.Fill(batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var index = 0; index < batch.Count; index++)
            {
                var number = batch.FirstLine + index;
                if (number >= line.Finding.Line) yield break;
                if (number < first) continue;
                seen.Add(batch.Events[index]);

                // An unusual line is no model for this one; an empty text is like nothing, and keeps the count.
                yield return judged.IsUnusual(number) ? "" : SafeText.Of(batch.Events[index]);
            }
        }
    }
}
