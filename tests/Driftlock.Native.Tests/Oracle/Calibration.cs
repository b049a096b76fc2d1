namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// What earlier events weighed, and what a new one weighs against them. Each of the four statistics votes with its
/// surprise among the same statistic of the entries; the mean of the votes, rounded down, is the fused value; its rank
/// among the fused values of the entries is the answer.
/// </summary>
internal sealed class Calibration(IEnumerable<Entry> entries)
{
    /// <summary>Events that a sliding calibration holds.</summary>
    public const int Window = 1024;

    private readonly List<Entry> entries = [.. entries];

    public int Count => entries.Count;

    public uint ExpectedBits => new Sample(entries.Select(entry => entry.Statistics.Total)).Mean;

    /// <summary>
    /// Cross-fitting: the entries of even place are fused by the statistics of those of odd place, and the other way
    /// round, so that a fused value is as foreign to the samples behind it as that of a later event will be.
    /// </summary>
    public static Calibration Fit(IReadOnlyList<Statistics> history)
    {
        IEnumerable<Statistics> Fold(int parity) => history.Where((_, place) => place % 2 == parity);

        var folds = new[] { new Votes(Fold(0)), new Votes(Fold(1)) };
        return new Calibration(history.Select((own, place) => new Entry(own, folds[1 - (place % 2)].Fuse(own))));
    }

    /// <summary>A calibration of the newest entries of this one, as many as the window holds.</summary>
    public Calibration Recent() => new(entries.TakeLast(Window));

    public Weighed Weigh(Statistics own)
    {
        var votes = new Votes(entries.Select(entry => entry.Statistics));
        var fused = votes.Fuse(own);
        var rank = new Sample(entries.Select(entry => entry.Fused)).Rank(fused, 0);
        return new Weighed(new Entry(own, fused), rank, votes.FavourTheTextAsWritten(own));
    }

    /// <summary>Takes the newest entry in, and lets the oldest go when the window is full.</summary>
    public void Slide(Entry newest)
    {
        if (entries.Count >= Window) entries.RemoveAt(0);
        entries.Add(newest);
    }

    /// <summary>The samples of the four statistics.</summary>
    private sealed class Votes(IEnumerable<Statistics> history)
    {
        private readonly Sample total = new(history.Select(own => own.Total));
        private readonly Sample rate = new(history.Select(own => own.Rate));
        private readonly Sample word = new(history.Select(own => own.Word));
        private readonly Sample dearestByte = new(history.Select(own => own.Byte));

        public uint Fuse(Statistics own) => (uint)(Of(own).Sum(vote => (long)vote) / 4);

        public bool FavourTheTextAsWritten(Statistics own) =>
            Of(own) is [var t, var r, var k, var m] && Math.Max(k, m) > Math.Max(t, r);

        private uint[] Of(Statistics own) =>
        [
            total.Rank(own.Total, 0).Surprise, rate.Rank(own.Rate, 8).Surprise,
            word.Rank(own.Word, 0).Surprise, dearestByte.Rank(own.Byte, 0).Surprise,
        ];
    }
}

/// <summary>An event in a calibration: its statistics, and their fusion in 1/256 bit.</summary>
internal readonly record struct Entry(Statistics Statistics, uint Fused);

/// <summary>An event weighed against a calibration.</summary>
/// <param name="Entry">What it would be in the calibration.</param>
/// <param name="Rank">The rank of its fused value.</param>
/// <param name="Literal">It is the text as written that is unusual, more than its masked form.</param>
internal readonly record struct Weighed(Entry Entry, Rank Rank, bool Literal);
