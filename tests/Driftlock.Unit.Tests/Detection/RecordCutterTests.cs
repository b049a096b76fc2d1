using System.Text;
using Driftlock.Cli.Detection.Push;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Detection;

public sealed class RecordCutterTests
{
    [Fact]
    public void Lines_are_sent_as_they_are_and_counted_from_the_first()
    {
        var cutter = new RecordCutter(RecordForm.Lines);
        Add(cutter, 1, "a");
        cutter.Take();
        Add(cutter, 2, "b", "", "c");

        var cut = cutter.Take();

        Text(cut).Should().Be("b\n\nc\n");
        cut.Should().BeEquivalentTo(new { FirstLine = 2, HeaderLines = 0, Records = 3 });
        cutter.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Every_batch_of_csv_begins_with_the_names_of_the_columns()
    {
        var cutter = new RecordCutter(RecordForm.Csv);
        Add(cutter, 1, "", "a,\"b", "c\"", "1,2");
        var first = cutter.Take();
        Add(cutter, 5, "3,4");

        var second = cutter.Take();

        Text(first).Should().Be("\na,\"b\nc\"\n1,2\n");
        Text(second).Should().Be("\na,\"b\nc\"\n3,4\n");
        first.Should().BeEquivalentTo(new { FirstLine = 4, HeaderLines = 3, Records = 1 });
        second.Should().BeEquivalentTo(new { FirstLine = 5, HeaderLines = 3, Records = 1 });
    }

    [Fact]
    public void A_row_is_not_cut_where_a_field_in_quotes_has_a_line_end()
    {
        var cutter = new RecordCutter(RecordForm.Csv);
        Add(cutter, 1, "a", "1", "\"open");
        var before = cutter.Take();
        Add(cutter, 4, "closed\"");

        Text(before).Should().Be("a\n1\n");
        var after = cutter.Take();
        Text(after).Should().Be("a\n\"open\nclosed\"\n");
        after.FirstLine.Should().Be(3);
    }

    [Fact]
    public void What_is_open_at_the_end_is_sent_so_that_the_service_can_refuse_it()
    {
        var row = new RecordCutter(RecordForm.Csv);
        Add(row, 1, "a", "\"open");
        row.Complete();
        var names = new RecordCutter(RecordForm.Csv);
        Add(names, 1, "\"open", "1");
        names.Complete();

        Text(row.Take()).Should().Be("a\n\"open\n");
        Text(names.Take()).Should().Be("\"open\n1\n");
    }

    [Theory]
    [InlineData("\r", "\r\r\n")]
    [InlineData("\ufeffa", "\ufeff\ufeffa\n")]
    [InlineData("{}", "{}\n")]
    public void What_the_service_takes_away_from_a_line_is_there_twice(string line, string sent)
    {
        var cutter = new RecordCutter(RecordForm.Ndjson);

        Add(cutter, 1, line);

        Text(cutter.Take()).Should().Be(sent);
    }

    [Fact]
    public void A_batch_is_full_before_the_service_refuses_it_as_too_large()
    {
        var many = new RecordCutter(RecordForm.Lines);
        var (few, longest) = (new RecordCutter(RecordForm.Ndjson), new string('x', RecordCutter.LongestRecord));

        Add(many, 1, [.. Enumerable.Repeat("", RecordCutter.MostRecords - 1)]);
        many.IsFull.Should().BeFalse();
        Add(many, RecordCutter.MostRecords, "");
        Add(few, 1, new string('x', RecordCutter.MostBytes - 2));
        few.IsFull.Should().BeFalse();
        Add(few, 2, longest);

        many.IsFull.Should().BeTrue();
        few.IsFull.Should().BeTrue();
        few.Take().Body.Length.Should().BeLessThan(10 << 20);
    }

    [Fact]
    public void However_it_is_cut_all_lines_are_sent_once_and_in_order() => Prop.ForAll(
        Gen.Elements("a", "", "x\r", "\ufeff", "\"").ArrayOf().ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (lines, step) =>
        {
            var cutter = new RecordCutter(RecordForm.Lines);
            var (sent, number) = (new List<string>(), 0);
            foreach (var line in lines)
            {
                Add(cutter, ++number, line);
                if (number % step != 0) continue;
                sent.AddRange(Received(cutter.Take(), number - step + 1));
            }

            cutter.Complete();
            if (!cutter.IsEmpty) sent.AddRange(Received(cutter.Take(), number - (number % step) + 1));
            return sent.SequenceEqual(lines);
        }).QuickCheckThrowOnFailure();

    // As the service reads it: without the ends of lines, and without a mark at the beginning.
    private static IEnumerable<string> Received(CutRecords cut, int firstLine)
    {
        cut.FirstLine.Should().Be(firstLine);
        var text = Text(cut);
        if (text.StartsWith('\ufeff')) text = text[1..];
        return text[..^1].Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line);
    }

    private static void Add(RecordCutter cutter, long number, params string[] lines)
    {
        foreach (var line in lines) cutter.Add(Encoding.UTF8.GetBytes(line), number++);
    }

    private static string Text(CutRecords cut) => Encoding.UTF8.GetString(cut.Body.Span);
}
