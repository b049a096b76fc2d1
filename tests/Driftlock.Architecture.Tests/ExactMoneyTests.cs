namespace Driftlock.Architecture.Tests;

/// <summary>Money and units are whole numbers: what computes with them has no type that rounds.</summary>
public sealed class ExactMoneyTests
{
    private static readonly string[] Inexact = ["System.Single", "System.Double", "System.Half"];

    [Fact]
    [Trait("rule", "C-78")]
    public void Billing_has_no_floating_point()
    {
        Product.Assemblies.SelectMany(Rounding).Should().BeEmpty();
        Product.Assemblies.SelectMany(code => code.References).Should().Contain(pair => IsBilling(pair.From));
    }

    [Theory]
    [InlineData("double Rate;")]
    [InlineData("float[] Prices { get; }")]
    [InlineData("long Of(double price) => 1;")]
    [InlineData("long Of(long price) { var rate = price * 1.1; return (long)rate; }")]
    [InlineData("long Of(long price) => (long)(price * 1.1);")]
    [InlineData("long Of(long price) => (long)((float)price * price);")]
    [InlineData("System.Collections.Generic.List<double?> Prices;")]
    [InlineData("long Of(System.TimeSpan time) => (long)time.TotalDays;")]
    public void A_floating_point_number_is_found(string member) =>
        Rounding(Planted.Compile(("Price.cs", $"namespace Driftlock.Domain.Billing; class Price {{ {member} }}")))
            .Should().Equal("Driftlock.Domain.Billing.Price");

    [Theory]
    [InlineData("Billing", "decimal Of(string amount) => decimal.Parse(amount); long All(long price) => price * 2 / 3;")]
    [InlineData("Detection", "double Score;")]
    public void What_is_exact_or_no_money_is_accepted(string module, string member) =>
        Rounding(Planted.Compile(("Price.cs", $"namespace Driftlock.Domain.{module}; class Price {{ {member} }}")))
            .Should().BeEmpty();

    private static IEnumerable<string> Rounding(CompiledCode code) => code.References
        .Where(pair => IsBilling(pair.From) && Inexact.Contains(pair.To))
        .Select(pair => pair.From)
        .Distinct(StringComparer.Ordinal);

    private static bool IsBilling(string type) => Place.Of(type)?.Module == "Billing";
}
