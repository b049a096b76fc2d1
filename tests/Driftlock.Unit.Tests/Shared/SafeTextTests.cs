using System.Text;
using System.Text.Json;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Shared;

public sealed class SafeTextTests
{
    private static readonly Arbitrary<byte[]> AnyBytes = Arb.From(
        Gen.OneOf(
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }),
            Gen.Choose(0, 0x10FFFF).Where(value => Rune.IsValid(value))
                .Select(value => Encoding.UTF8.GetBytes(new Rune(value).ToString())))
        .ListOf().Select(parts => parts.SelectMany(part => part).ToArray()));

    [Theory]
    [InlineData("plain, tab\tand ünïcode 中 \U0001F600", "plain, tab\tand ünïcode 中 \U0001F600")]
    [InlineData("\e[31mred\a", @"\x1B[31mred\x07")]
    [InlineData("\u009b31m", @"\x9B31m")]
    [InlineData("\u202etxt.exe", @"\u{202E}txt.exe")]
    [InlineData("a\u200bb\ufeff", @"a\u{200B}b\u{FEFF}")]
    [InlineData("a\r\nb\u2028c", @"a\x0D\x0Ab\u{2028}c")]
    [InlineData("\U000E0041", @"\u{E0041}")]
    public void What_could_command_or_mislead_is_written_out(string text, string safe) =>
        SafeText.Of(text).Should().Be(safe);

    [Fact]
    public void Bytes_that_are_no_utf8_are_written_out() =>
        SafeText.Of([0xFF, (byte)'a', 0xC3]).Should().Be(@"\xFFa\xC3");

    [Fact]
    public void Ends_of_lines_stay_where_they_are_drawn() =>
        SafeText.Of("a\r\nb\e"u8, keepsLines: true).Should().Be("a\\x0D\nb\\x1B");

    [Fact]
    public void Nothing_harmful_is_left_of_any_bytes() => Prop.ForAll(AnyBytes, bytes =>
        SafeText.Of(bytes).EnumerateRunes().All(SafeText.IsHarmless)
        && Quote(bytes).EnumerateRunes().All(SafeText.IsHarmless)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quoted_text_is_the_same_text_to_a_program() => Prop.ForAll(AnyBytes, bytes =>
        JsonSerializer.Deserialize<string>(Quote(bytes)) == Encoding.UTF8.GetString(bytes))
        .QuickCheckThrowOnFailure();

    private static string Quote(byte[] text)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json)) writer.WriteSafe(text);
        return Encoding.UTF8.GetString(json.ToArray());
    }
}
