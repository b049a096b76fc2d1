using Driftlock.Benchmarks.Shared;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.Quality;

/// <summary>What the window-distance method says of an event: that of the window that ends with its group.</summary>
/// <param name="Score">Its composite of distance, permutation test and loss of compression.</param>
/// <param name="Flagged">Its decision.</param>
internal readonly record struct WindowVerdict(double Score, bool Flagged);

/// <summary>
/// The usual way to find anomalies with a compressor, as the anchor to compare with: a sliding window is compared with
/// the events before it by normalized compression distance under zstd -3, a permutation test tells how often chance
/// brings as much, and votes decide. It looks again every few events; an event gets the verdict of its group's window.
/// </summary>
internal sealed class WindowDistance(Zstd zstd)
{
    private const int MostBaseline = 400, Window = 50, Group = 10, Permutations = 20;
    private const double FarDistance = 0.3, RareByChance = 0.05, LostCompression = -0.15, MoreEntropy = 0.2;
    private const double MuchNovelty = 1.1, HighComposite = 0.6;

    /// <summary>Verdicts of the events to be scored, in their order.</summary>
    public IReadOnlyList<WindowVerdict> Score(LabelledSet set)
    {
        byte[][] events = [.. set.Baseline, .. set.Test.Select(test => test.Text)];
        var baseline = Math.Min(MostBaseline, set.Baseline.Count * 2 / 3);
        var verdicts = new List<WindowVerdict>(set.Test.Count);
        while (verdicts.Count < set.Test.Count)
        {
            var group = Math.Min(Group, set.Test.Count - verdicts.Count);
            var end = set.Baseline.Count + verdicts.Count + group;
            var start = end - Window;
            var verdict = Compare(events[(start - baseline)..start], events[start..end]);
            verdicts.AddRange(Enumerable.Repeat(verdict, group));
        }

        return verdicts;
    }

    private WindowVerdict Compare(byte[][] baseline, byte[][] window)
    {
        var (before, now) = (Measure(baseline), Measure(window));
        var both = zstd.Compress(Join([.. baseline, .. window]));
        var distance = Distance(before.Size, now.Size, both);
        var byChance = ShareAsFar(baseline, window, distance);
        var compression = (now.Ratio - before.Ratio) / before.Ratio;
        var composite = (0.5 * distance) + (0.25 * (1 - byChance)) + (0.25 * Math.Max(0, -compression));
        var novel = (both - before.Size) / now.Size >= MuchNovelty;
        var entropy = (now.Entropy - before.Entropy) / Math.Max(before.Entropy, 0.001);

        var far = distance >= FarDistance;
        var strong = far && byChance <= RareByChance;
        var high = composite >= HighComposite;
        bool[] votes = [compression <= LostCompression, entropy >= MoreEntropy, high, novel];
        var agreed = votes.Count(vote => vote) >= 2;
        return new WindowVerdict(composite, strong || (high && (agreed || far)) || (novel && (agreed || strong)));
    }

    /// <summary>How often a random division of the same events is at least as far apart.</summary>
    private double ShareAsFar(byte[][] baseline, byte[][] window, double distance)
    {
        var chance = new Chance(42);
        byte[][] all = [.. baseline, .. window];
        var asFar = 0;
        for (var permutation = 0; permutation < Permutations; permutation++)
        {
            chance.Shuffle(all);
            var one = zstd.Compress(Join(all[..baseline.Length]));
            var other = zstd.Compress(Join(all[baseline.Length..]));
            if (Distance(one, other, zstd.Compress(Join(all))) >= distance) asFar++;
        }

        return asFar / (double)Permutations;
    }

    private static double Distance(double one, double other, double both) =>
        Math.Clamp((both - Math.Min(one, other)) / Math.Max(one, other), 0, 1);

    private (double Size, double Ratio, double Entropy) Measure(byte[][] events)
    {
        var text = Join(events);
        double size = zstd.Compress(text);
        return (size, text.Length / size, Entropy(text));
    }

    private static double Entropy(byte[] text)
    {
        var counts = new int[256];
        foreach (var symbol in text) counts[symbol]++;
        return -counts.Where(count => count > 0).Sum(count =>
        {
            var share = count / (double)text.Length;
            return share * Math.Log2(share);
        });
    }

    private static byte[] Join(byte[][] events)
    {
        using var text = new MemoryStream();
        foreach (var one in events)
        {
            text.Write(one);
            text.WriteByte((byte)'\n');
        }

        return text.ToArray();
    }
}
