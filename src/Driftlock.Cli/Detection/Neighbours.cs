using System.Text;
using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>What the lines before a line have in common with it.</summary>
internal sealed class Neighbours
{
    // The latest are what a line is to be compared with, and nobody waits for more.
    private const long MostCompared = 200_000;

    private readonly KeptLine line;
    private readonly LineInQuestion judged;
    private readonly long first;
    private readonly long[] seen;

    private Neighbours(KeptLine line, LineInQuestion judged)
    {
        (this.line, this.judged) = (line, judged);
        first = Math.Max(1, line.Finding.Line - MostCompared);
        seen = new long[line.Words.Length];
    }

    /// <summary>Lines that were looked at.</summary>
    public long Compared => line.Finding.Line - first;

    /// <summary>The usual line most like it.</summary>
    public NearestEvent? Nearest { get; private set; }

    /// <summary>The number of that line.</summary>
    public long NearestLine => first + (Nearest?.Index ?? 0);

    /// <summary>In how many of the lines a word stands, by its place among the line's words.</summary>
    public IReadOnlyList<long> Seen => seen;

    /// <summary>Reads the lines once more.</summary>
    public static Neighbours Find(
        Source source, KeptLine line, LineInQuestion judged, CancellationToken cancellationToken)
    {
        var neighbours = new Neighbours(line, judged);
        neighbours.Nearest = NearestEvent.Find(
            Encoding.UTF8.GetString(line.Text), neighbours.Earlier(new LineReader(source.Text), cancellationToken));
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
                CountWords(batch.Events[index]);

                // An unusual line is no model for this one; an empty text is like nothing, and keeps the count.
                yield return judged.IsUnusual(number) ? "" : Encoding.UTF8.GetString(batch.Events[index]);
            }
        }
    }

    private void CountWords(ReadOnlySpan<byte> text)
    {
        for (var word = 0; word < seen.Length; word++)
        {
            var (start, end) = (line.Words[word].Start, line.Words[word].End);
            if (HasWord(text, line.Text.AsSpan(start..end))) seen[word]++;
        }
    }

    private static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var from = 0;
        while (text[from..].IndexOf(word) is var found and >= 0)
        {
            var (start, end) = (from + found, from + found + word.Length);
            if ((start == 0 || !IsWord(text[start - 1])) && (end == text.Length || !IsWord(text[end]))) return true;
            if (start == text.Length) break;
            from = start + 1;
        }

        return false;
    }

    // What the core takes for a part of a word.
    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value >= 0x80;
}
