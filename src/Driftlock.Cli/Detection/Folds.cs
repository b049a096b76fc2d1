namespace Driftlock.Cli.Detection;

/// <summary>
/// Lines that stand out, those of one group folded into the most unusual of them, the most unusual group first. They
/// are kept for a span of lines, so that memory is bounded and somebody who waits for a large file sees something soon;
/// each span is twice the one before it, so few groups are told again and again. Live, the first line of a group is
/// told at once, and its further ones when the span is over.
/// </summary>
/// <param name="isLive">Whether lines come as they happen.</param>
/// <param name="store">Where they are kept.</param>
internal sealed class Folds(bool isLive, LineStore store)
{
    /// <summary>Most groups kept at a time; before one more, what is there has to be told.</summary>
    public const int MostGroups = 100;

    /// <summary>Most lines of a group that are named.</summary>
    public const int MostNamed = 5;

    /// <summary>
    /// Lines of the first span of a file, of some hundred bytes each: some half a second, so that the first are told
    /// within one.
    /// </summary>
    public const long FirstSpan = 10_000;

    /// <summary>Lines of each span of a live stream.</summary>
    public const long LiveSpan = 1_000;

    // A longer line takes as much time as several, and passes for them.
    private const int UsualLength = 128;

    private readonly Dictionary<string, Fold> groups = [];
    private long span = isLive ? LiveSpan : FirstSpan;
    private long passed;

    /// <summary>Whether a line of that group can be kept beside what is.</summary>
    public bool HasRoomFor(string group) => groups.Count < MostGroups || groups.ContainsKey(group);

    /// <summary>A line of so many bytes went by.</summary>
    /// <returns>Whether a span is over, so that what is kept has to be told.</returns>
    public bool Pass(int length)
    {
        passed += 1 + (length / UsualLength);
        if (passed < span) return false;
        passed = 0;
        if (!isLive) span *= 2;
        return true;
    }

    /// <summary>Keeps a line with its group, unless it has to be told at once.</summary>
    /// <returns>Whether it is kept.</returns>
    public bool Keep(JudgedLine line)
    {
        var id = line.Finding.GroupId;
        if (groups.TryGetValue(id, out var fold))
        {
            fold.Add(line);
            return true;
        }

        fold = new Fold(store);
        groups.Add(id, fold);
        if (!isLive) fold.Add(line);
        return !isLive;
    }

    /// <summary>Gives what is kept, the most unusual first; who tells it, forgets it.</summary>
    public IReadOnlyList<StoredLine> Take()
    {
        var told = groups.Values.Select(fold => fold.Told).OfType<StoredLine>()
            .OrderByDescending(line => line.Finding.Attention.Surplus).ThenBy(line => line.Finding.Line).ToList();
        groups.Clear();
        return told;
    }

    /// <summary>The lines of one group.</summary>
    private sealed class Fold(LineStore store)
    {
        // One more than are named: the strongest itself is among them or not.
        private readonly List<long> first = [];
        private StoredLine? strongest;
        private long count;

        public StoredLine? Told
        {
            get
            {
                if (strongest is not { Finding: var finding } || count == 1) return strongest;
                var others = first.Where(line => line != finding.Line).Take(MostNamed).ToList();
                return strongest with { Finding = finding with { More = new MoreLines(count - 1, others) } };
            }
        }

        public void Add(JudgedLine line)
        {
            count++;
            if (first.Count <= MostNamed) first.Add(line.Finding.Line);
            if (line.Finding.Attention.Surplus <= strongest?.Finding.Attention.Surplus) return;
            // In this order: if there is no room for the new one, the old one is as it was.
            var kept = store.Keep(line);
            strongest?.Forget();
            strongest = kept;
        }
    }
}
