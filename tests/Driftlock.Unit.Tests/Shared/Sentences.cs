using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Shared;

/// <summary>Texts for property tests: few words that often repeat, odd spaces, signs, rare characters.</summary>
internal static class Sentences
{
    private static readonly Gen<string> Token = Gen.Elements(
        "GET", "POST", "/cart", "200", "user", "üser", "\U0001F600", "\0", " ", " ", "  ", "\t", "=", "-", "_", "");

    public static Arbitrary<string> Any { get; } = Arb.From(Gen.ListOf(Token).Select(string.Concat));

    public static Arbitrary<string[]> AnyLines { get; } = Arb.From(Gen.ArrayOf(Any.Generator));
}
