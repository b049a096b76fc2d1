using System.Text;
using Driftlock.Cli.Detection.Input;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Detection;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\nb", "a", "b")]
    [InlineData("\n\n", "", "")]
    [InlineData("a\r\nb\rc\r\n", "a", "b\rc")]
    [InlineData("a\0b\n", "a\0b")]
    [InlineData("\ufeffa\n\ufeffb", "a", "\ufeffb")]
    public void Cuts_a_text_into_its_lines(string text, params string[] lines) =>
        LinesOf(Encoding.UTF8.GetBytes(text), int.MaxValue).Select(line => line.Text).Should().Equal(lines);

    [Fact]
    public void However_the_bytes_arrive_the_lines_and_their_places_are_the_same() => Prop.ForAll(
        Arb.From(Gen.Elements((byte)'a', (byte)'\n', (byte)'\r', (byte)0xFF).ArrayOf()), Arb.From(Gen.Choose(1, 5)),
        (bytes, step) =>
        {
            var lines = LinesOf(bytes, step);
            return lines.SequenceEqual(LinesOf(bytes, int.MaxValue))
                && lines.Index().All(line => line.Item.Number == line.Index + 1)
                && lines.All(line => bytes.AsSpan((int)line.Offset).StartsWith(Encoding.Latin1.GetBytes(line.Text)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_an_overlong_line_the_beginning_is_kept_and_the_next_one_has_its_place()
    {
        var length = (LineReader.LongestLine * 3) + 5;
        byte[] bytes = [.. "first\n"u8, .. Enumerable.Repeat((byte)'x', length), (byte)'\n', .. "last"u8];

        var lines = LinesOf(bytes, 70_000);

        lines.Select(line => line.Text.Length).Should().Equal(5, LineReader.LongestLine, 4);
        lines.Select(line => line.Offset).Should().Equal(0, 6, 6 + length + 1);
    }

    private static List<(string Text, long Number, long Offset)> LinesOf(byte[] bytes, int step)
    {
        using var stream = new Drips(bytes, step);
        var reader = new LineReader(stream);
        var batch = new LineBatch();
        var lines = new List<(string, long, long)>();
        while (reader.Fill(batch))
        {
            for (var index = 0; index < batch.Count; index++)
            {
                // Latin-1 keeps every byte as it is.
                var encoding = bytes.Contains((byte)0xFF) || bytes.Length > 1000 ? Encoding.Latin1 : Encoding.UTF8;
                lines.Add((encoding.GetString(batch.Events[index]), batch.FirstLine + index, batch.Offset(index)));
            }
        }

        return lines;
    }

    /// <summary>A pipe that never has more than a few bytes.</summary>
    private sealed class Drips(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, step));
    }
}
