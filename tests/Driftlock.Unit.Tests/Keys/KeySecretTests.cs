using Driftlock.Domain.Keys;

namespace Driftlock.Unit.Tests.Keys;

public sealed class KeySecretTests
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData(KeySecret.LivePrefix)]
    [InlineData(KeySecret.TestPrefix)]
    public void C_82_A_key_is_its_prefix_32_characters_and_their_checksum(string prefix)
    {
        var secret = KeySecret.Create(prefix, Seeded(1));

        secret.Reveal().Should().MatchRegex($"^{prefix}[0-9A-Za-z]{{32}}[0-9A-Za-z]{{6}}$");
        secret.Prefix.Should().Be(prefix);
        secret.Last4.Should().Be(secret.Reveal()[43..]);
    }

    [Fact]
    public void C_82_The_format_does_not_change()
    {
        var secret = KeySecret.Create(KeySecret.LivePrefix, bytes =>
        {
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)i;
        });

        secret.Reveal().Should().Be("dlk_live_0123456789ABCDEFGHIJKLMNOPQRSTUV" + Checksum(secret));
        KeyChecksum.Of("123456789").Should().Be(0xCBF4_3926);
    }

    [Fact]
    public void C_82_A_key_reads_back() => Enumerable.Range(0, 100)
        .Select(seed => KeySecret.Create(KeySecret.TestPrefix, Seeded(seed)).Reveal())
        .Should().OnlyContain(text => KeySecret.Read(text)!.Reveal() == text);

    [Fact]
    public void C_82_Every_change_of_one_character_is_refused()
    {
        var text = KeySecret.Create(KeySecret.LivePrefix, Seeded(2)).Reveal();

        var changed =
            from place in Enumerable.Range(0, text.Length)
            from sign in Enumerable.Range(0, 256).Select(code => (char)code)
            where sign != text[place]
            select $"{text[..place]}{sign}{text[(place + 1)..]}";

        changed.Where(each => KeySecret.Read(each) is not null).Should().BeEmpty();
    }

    [Fact]
    public void C_82_A_test_key_is_not_a_live_key_with_another_beginning()
    {
        var text = KeySecret.Create(KeySecret.TestPrefix, Seeded(3)).Reveal();

        KeySecret.Read(KeySecret.LivePrefix + text[9..]).Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("dlk_live_")]
    [InlineData("dlk_live_00000000000000000000000000000000zzzzzz")]
    [InlineData("dlk_prod_00000000000000000000000000000000000000")]
    [InlineData("dlk_live_0000000000000000000000000000000000000 ")]
    [InlineData("dlk_live_00000000000000000000000000000000é00000")]
    public void C_82_What_has_not_the_form_is_no_key(string presented) => KeySecret.Read(presented).Should().BeNull();

    [Fact]
    public void C_82_Bytes_that_would_favour_some_characters_are_drawn_again()
    {
        var draws = 0;
        var secret = KeySecret.Create(KeySecret.LivePrefix, bytes => bytes.Fill((byte)(draws++ == 0 ? 248 : 247)));

        secret.Reveal().Should().StartWith("dlk_live_" + new string('z', 32));
        draws.Should().Be(2);
    }

    [Fact]
    public void C_82_Each_character_comes_equally_often()
    {
        var chance = Seeded(4);
        var drawn = Enumerable.Range(0, 10_000)
            .SelectMany(_ => KeySecret.Create(KeySecret.LivePrefix, chance).Reveal()[9..41]);

        var counts = drawn.CountBy(sign => sign).ToDictionary();
        var expected = 320_000 / 62.0;
        var chiSquare = Base62.Sum(sign => Math.Pow(counts[sign] - expected, 2) / expected);

        // 61 degrees of freedom: a fair draw is above 115 once in 20,000 times; without the rejection it is above 2,000.
        chiSquare.Should().BeLessThan(115);
    }

    [Fact]
    public void C_85_As_text_a_key_shows_no_more_than_a_list_may()
    {
        var secret = KeySecret.Create(KeySecret.LivePrefix, Seeded(5));

        secret.ToString().Should().Be($"dlk_live_...{secret.Last4}");
    }

    [Fact]
    public void A_key_has_one_of_two_beginnings()
    {
        var create = () => KeySecret.Create("dlk_prod_", Seeded(6));

        create.Should().Throw<ArgumentException>();
    }

    private static Action<Span<byte>> Seeded(int seed) => new Random(seed).NextBytes;

    private static string Checksum(KeySecret secret)
    {
        var rest = KeyChecksum.Of(secret.Reveal().AsSpan(..^6));
        var digits = new char[6];
        for (var place = 5; place >= 0; place--, rest /= 62) digits[place] = Base62[(int)(rest % 62)];
        return new string(digits);
    }
}
