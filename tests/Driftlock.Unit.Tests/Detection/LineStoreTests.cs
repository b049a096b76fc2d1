using Driftlock.Cli.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class LineStoreTests : IDisposable
{
    private const int Mebibyte = 1 << 20;
    private const int Lines = 300;

    private readonly LineStore store = new();
    private readonly byte[] text = new byte[Mebibyte];
    private readonly WordCost[] words = [new(0, 4, 100, 100)];

    public void Dispose() => store.Dispose();

    [Fact]
    public void Of_hundreds_of_lines_of_a_mebibyte_the_most_unusual_are_kept_as_they_are_within_the_limit()
    {
        const int Most = 50;
        var top = new TopLines(Most, store);

        for (var line = 1; line <= Lines; line++)
        {
            top.Add(Line(line, group: "", bits: line));
            store.Bytes.Should().BeLessThanOrEqualTo(LineStore.MostBytes);
        }

        store.Places.Should().BeLessThanOrEqualTo(Most + 1, "a place that is free again is used again");
        var kept = top.InOrder();
        kept.Select(line => line.Finding.Line).Should().Equal(Enumerable.Range(0, Most).Select(line => (long)(Lines - line)));
        foreach (var line in kept) IsAsKept(line);
    }

    [Fact]
    public void Groups_whose_strongest_line_changes_all_the_time_are_kept_within_the_limit()
    {
        var folds = new Folds(isLive: false, store);

        for (var line = 1; line <= Lines; line++)
        {
            folds.Keep(Line(line, group: $"{line % Folds.MostGroups}", bits: 100 + line));
            store.Bytes.Should().BeLessThanOrEqualTo(LineStore.MostBytes);
        }

        store.Places.Should().BeLessThanOrEqualTo(Folds.MostGroups + 1, "the new one is there before the old one goes");
        foreach (var line in folds.Take())
        {
            IsAsKept(line);
            line.Forget();
        }

        store.Bytes.Should().Be(0);
    }

    [Fact]
    public void Short_lines_need_no_file()
    {
        for (var line = 1; line <= Lines; line++) store.Keep(new JudgedLine(Finding(line, "", 100), "short"u8, []));

        store.Places.Should().Be(0);
        store.Bytes.Should().Be(Lines * 5);
    }

    private void IsAsKept(StoredLine line)
    {
        var number = line.Finding.Line;
        Fill(number);
        line.Judged.Text.SequenceEqual(text).Should().BeTrue("line {0} has its own bytes", number);
        line.Judged.Words.ToArray().Should().Equal(words);
    }

    private JudgedLine Line(long number, string group, double bits)
    {
        Fill(number);
        return new JudgedLine(Finding(number, group, bits), text, words);
    }

    private void Fill(long number)
    {
        text.AsSpan().Fill((byte)number);
        BitConverter.TryWriteBytes(text.AsSpan(Mebibyte / 2), number);
    }

    private static Finding Finding(long number, string group, double bits)
    {
        var score = new EventScore { Bits = bits, Score = bits };
        var finding = new Finding("app.log", number, 0, score, Verdict.Unusual, default) { GroupId = group };
        return finding with { Attention = Attention.To(new JudgedLine(finding, "text"u8, []), 1) };
    }
}
