using Driftlock.Domain.Billing;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Billing;

public sealed class MoneyTests
{
    private static readonly Currency Dollar = Currency.Of("USD");

    private static readonly Arbitrary<long> AnyAmount = Arb.From(Gen.OneOf(
        Gen.Choose(-1_000, 1_000).Select(small => (long)small),
        ArbMap.Default.GeneratorFor<long>(),
        Gen.Elements(long.MinValue, long.MaxValue)));

    private static readonly Arbitrary<long[]> AnyWeights = Arb.From(
        Gen.NonEmptyListOf(Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(0, int.MaxValue)).Select(weight => (long)weight))
            .Select(weights => weights.ToArray())
            .Where(weights => weights.Sum() > 0));

    [Theory]
    [Trait("rule", "C-78")]
    [InlineData(4, "USD", "0.04 USD")]
    [InlineData(49900, "EUR", "499.00 EUR")]
    [InlineData(1200, "JPY", "1200 JPY")]
    [InlineData(-1250, "KWD", "-1.250 KWD")]
    [InlineData(long.MinValue, "USD", "-92233720368547758.08 USD")]
    public void An_amount_is_written_with_the_decimals_of_its_currency(long minor, string currency, string text) =>
        new Money(minor, Currency.Of(currency)).ToString().Should().Be(text);

    [Theory]
    [InlineData("usd")]
    [InlineData("US")]
    [InlineData("USDX")]
    [InlineData("USD\n")]
    public void What_is_no_code_is_no_currency(string code)
    {
        var make = () => Currency.Of(code);

        make.Should().Throw<ArgumentException>();
    }

    [Fact]
    [Trait("rule", "C-80")]
    public void Amounts_add_up_exactly_or_not_at_all() => Prop.ForAll(AnyAmount, AnyAmount, (one, other) =>
    {
        var exact = (Int128)one + other;
        var add = () => new Money(one, Dollar) + new Money(other, Dollar);
        if (exact >= long.MinValue && exact <= long.MaxValue) return add().Minor == exact;

        add.Should().Throw<OverflowException>();
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("rule", "C-80")]
    public void Beyond_64_bits_and_across_currencies_nothing_is_computed()
    {
        var most = new Money(long.MaxValue, Dollar);
        var yen = new Money(1, Currency.Of("JPY"));

        most.Invoking(money => money * 2).Should().Throw<OverflowException>();
        most.Invoking(money => new Money(-2, Dollar) - money).Should().Throw<OverflowException>();
        most.Invoking(money => money + yen).Should().Throw<InvalidOperationException>();
        most.Invoking(money => money - yen).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    [Trait("rule", "C-81")]
    public void Parts_sum_to_the_whole_and_are_at_most_one_unit_off_their_share() =>
        Prop.ForAll(AnyAmount, AnyWeights, (amount, weights) =>
        {
            var parts = new Money(amount, Dollar).Allocate(weights);

            var sum = parts.Aggregate(Int128.Zero, (total, part) => total + part.Minor);
            return sum == amount && parts.Zip(weights).All(pair =>
                Int128.Abs((Int128)pair.First.Minor * weights.Sum() - (Int128)amount * pair.Second) < weights.Sum());
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("rule", "C-81")]
    public void What_a_weight_gets_does_not_depend_on_its_place() =>
        Prop.ForAll(AnyAmount, AnyWeights, (amount, weights) =>
        {
            var backwards = weights.Reverse().ToArray();
            return Shares(amount, weights).SequenceEqual(Shares(amount, backwards));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new long[0])]
    [InlineData(new long[] { 0, 0 })]
    [InlineData(new long[] { 2, -1 })]
    public void Without_a_weight_there_is_nothing_to_allocate_to(long[] weights)
    {
        var allocate = () => new Money(10, Dollar).Allocate(weights);

        allocate.Should().Throw<ArgumentException>();
    }

    private static IEnumerable<(long Weight, long Minor)> Shares(long amount, long[] weights) =>
        weights.Zip(new Money(amount, Dollar).Allocate(weights), (weight, part) => (weight, part.Minor)).Order();
}
