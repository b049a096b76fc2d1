using System.Text;

namespace Driftlock.Domain.Detection;

/// <summary>Whether a part of a text was there before.</summary>
public enum ChangeKind
{
    /// <summary>In both texts.</summary>
    Kept,

    /// <summary>Only in the earlier text.</summary>
    Removed,

    /// <summary>Only in the later text.</summary>
    Added,
}

/// <summary>A part of the difference between two texts.</summary>
/// <param name="Kind">Which of the texts has it.</param>
/// <param name="Text">The part itself, one or more words with what lies between them.</param>
public readonly record struct TextChange(ChangeKind Kind, string Text)
{
    /// <summary>
    /// Most pairs of words that are compared. Beyond, where two texts share only their ends, all between counts as
    /// replaced: the difference stays right and is only less fine.
    /// </summary>
    public const int MaximumPairs = 4_000_000;

    /// <summary>
    /// The shortest way by words from one text to the other (longest common subsequence). What is kept or removed is
    /// the earlier text, what is kept or added the later one.
    /// </summary>
    public static IReadOnlyList<TextChange> Between(string earlier, string later)
    {
        var (before, after) = (Tokens(earlier), Tokens(later));
        var head = before.AsSpan().CommonPrefixLength(after);
        var tail = CommonSuffixLength(before.AsSpan(head..), after.AsSpan(head..));

        var changes = new Changes();
        changes.Keep(before.AsSpan(..head));
        Compare(before.AsSpan(head..^tail), after.AsSpan(head..^tail), changes);
        changes.Keep(before.AsSpan(^tail..));
        return changes.ToList();
    }

    private static string[] Tokens(string text)
    {
        var tokens = new List<string>();
        foreach (var token in TextTokens.Of(text)) tokens.Add(token.Text.ToString());
        return [.. tokens];
    }

    private static int CommonSuffixLength(ReadOnlySpan<string> one, ReadOnlySpan<string> other)
    {
        var most = Math.Min(one.Length, other.Length);
        var length = 0;
        while (length < most && one[^(length + 1)] == other[^(length + 1)]) length++;
        return length;
    }

    private static void Compare(ReadOnlySpan<string> before, ReadOnlySpan<string> after, Changes changes)
    {
        var (from, to) = (0, 0);
        if ((long)before.Length * after.Length <= MaximumPairs)
        {
            var common = CommonLengths(before, after);
            while (from < before.Length && to < after.Length)
            {
                if (before[from] == after[to])
                {
                    changes.Keep(before.Slice(from, 1));
                    (from, to) = (from + 1, to + 1);
                }
                else if (common[from + 1][to] >= common[from][to + 1])
                {
                    changes.Remove(before.Slice(from++, 1));
                }
                else
                {
                    changes.Add(after.Slice(to++, 1));
                }
            }
        }

        changes.Remove(before[from..]);
        changes.Add(after[to..]);
    }

    // Entry [i][j]: how many tokens the texts have in common, in order, from token i and token j on.
    private static int[][] CommonLengths(ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var lengths = new int[before.Length + 1][];
        lengths[^1] = new int[after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            lengths[i] = new int[after.Length + 1];
            for (var j = after.Length - 1; j >= 0; j--)
            {
                lengths[i][j] = before[i] == after[j]
                    ? lengths[i + 1][j + 1] + 1
                    : Math.Max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }

        return lengths;
    }

    /// <summary>Gathers the parts: between two kept ones first all that was removed, then all that was added.</summary>
    private sealed class Changes
    {
        private readonly List<TextChange> done = [];
        private readonly StringBuilder kept = new();
        private readonly StringBuilder removed = new();
        private readonly StringBuilder added = new();

        public void Keep(ReadOnlySpan<string> tokens)
        {
            if (tokens.IsEmpty) return;
            Finish(ChangeKind.Removed, removed);
            Finish(ChangeKind.Added, added);
            Append(kept, tokens);
        }

        public void Remove(ReadOnlySpan<string> tokens) => Change(removed, tokens);

        public void Add(ReadOnlySpan<string> tokens) => Change(added, tokens);

        public List<TextChange> ToList()
        {
            Finish(ChangeKind.Kept, kept);
            Finish(ChangeKind.Removed, removed);
            Finish(ChangeKind.Added, added);
            return done;
        }

        private void Change(StringBuilder part, ReadOnlySpan<string> tokens)
        {
            if (tokens.IsEmpty) return;
            Finish(ChangeKind.Kept, kept);
            Append(part, tokens);
        }

        private void Finish(ChangeKind kind, StringBuilder part)
        {
            if (part.Length > 0) done.Add(new TextChange(kind, part.ToString()));
            part.Clear();
        }

        private static void Append(StringBuilder part, ReadOnlySpan<string> tokens)
        {
            foreach (var token in tokens) part.Append(token);
        }
    }
}
