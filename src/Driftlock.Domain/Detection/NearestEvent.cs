namespace Driftlock.Domain.Detection;

/// <summary>The earlier event that an unusual one is best compared with.</summary>
/// <param name="Index">Its place among the earlier events.</param>
/// <param name="Text">What it says.</param>
/// <param name="Similarity">Words in common over the mean number of words (Dice): above 0 and up to 1.</param>
public sealed record NearestEvent(int Index, string Text, double Similarity)
{
    /// <summary>
    /// The most similar earlier event, the latest of equals; none if no earlier event has a word in common. Each is
    /// looked at once and forgotten, so a whole file can be handed in as it is read.
    /// </summary>
    public static NearestEvent? Find(string text, IEnumerable<string> earlier)
    {
        var words = new WordBag(text);
        NearestEvent? nearest = null;
        foreach (var (index, candidate) in earlier.Index())
        {
            var similarity = words.SimilarityTo(candidate);
            if (similarity > 0 && similarity >= (nearest?.Similarity ?? 0)) nearest = new(index, candidate, similarity);
        }

        return nearest;
    }

    /// <summary>How the event differs from this one.</summary>
    public IReadOnlyList<TextChange> DifferenceTo(string text) => TextChange.Between(Text, text);

    /// <summary>The words of one text and how often it has each, ready to be compared with many others.</summary>
    private sealed class WordBag
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> places;
        private readonly List<int> counts = [];
        private readonly int total;

        public WordBag(string text)
        {
            places = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var word in TextTokens.Of(text))
            {
                if (!word.IsWord) continue;
                if (places.TryAdd(word.Text, counts.Count)) counts.Add(0);
                counts[places[word.Text]]++;
                total++;
            }
        }

        public double SimilarityTo(string other)
        {
            int[] left = [.. counts];
            var (common, otherTotal) = (0, 0);
            foreach (var word in TextTokens.Of(other))
            {
                if (!word.IsWord) continue;
                otherTotal++;
                if (places.TryGetValue(word.Text, out var place) && left[place]-- > 0) common++;
            }

            return common == 0 ? 0 : 2.0 * common / (total + otherTotal);
        }
    }
}
