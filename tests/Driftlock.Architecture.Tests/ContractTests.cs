using System.Reflection;
using Driftlock.Testing.Shared;

namespace Driftlock.Architecture.Tests;

/// <summary>What modules may say to each other, as text that the teams approve.</summary>
public sealed class ContractTests
{
    private static readonly string Approved =
        Path.Combine(Checkout.Root, "tests", "Driftlock.Architecture.Tests", "Approved", "contracts.txt");

    [Fact]
    public void The_language_between_the_modules_is_the_approved_one()
    {
        var text = Text(Product.Assemblies.Select(code => code.Assembly));
        if (Environment.GetEnvironmentVariable("DRIFTLOCK_APPROVE") == "1") File.WriteAllText(Approved, text);

        text.Should().Be(
            File.ReadAllText(Approved), "a door has changed: if it is meant, run the test with DRIFTLOCK_APPROVE=1");
    }

    [Fact]
    public void The_text_holds_events_contracts_and_ids_with_their_fields()
    {
        var code = Planted.Compile(("src/Driftlock.Domain/Keys/All.cs", """
            namespace Driftlock.Domain.Shared { public interface ITypedId<TSelf>; }
            namespace Driftlock.Domain.Keys
            {
                public readonly record struct KeyId(Guid Value) : Shared.ITypedId<KeyId>;
                public sealed record Inside(int Hidden);
            }
            namespace Driftlock.Domain.Keys.Events { public sealed record KeyRotated(KeyId Key, int? Count); }
            namespace Driftlock.Application.Keys.Contracts
            {
                public enum Scope { Read, Write }
                public sealed record GetKey(Scope Scope, IReadOnlyList<string> Names);
            }
            namespace Driftlock.Infrastructure.Keys.Contracts { public sealed record NoDoor(int Hidden); }
            """));

        Text([code.Assembly]).Should().Be("""
            Driftlock.Application.Keys.Contracts.GetKey(Names: IReadOnlyList<String>, Scope: Scope)
            Driftlock.Application.Keys.Contracts.Scope(Read, Write)
            Driftlock.Domain.Keys.Events.KeyRotated(Count: Nullable<Int32>, Key: KeyId)
            Driftlock.Domain.Keys.KeyId(Value: Guid)

            """);
    }

    private static string Text(IEnumerable<Assembly> assemblies) => string.Concat(assemblies
        .SelectMany(assembly => assembly.GetExportedTypes())
        .Where(IsDoor)
        .Select(type => $"{type.FullName}({string.Join(", ", Members(type).Order(StringComparer.Ordinal))})\n")
        .Order(StringComparer.Ordinal));

    private static bool IsDoor(Type type) => Place.Of(type.FullName!) is { IsDoor: true } || Place.IsId(type);

    private static IEnumerable<string> Members(Type type) => type.IsEnum
        ? type.GetEnumNames()
        : type.GetProperties().Select(property => $"{property.Name}: {Name(property.PropertyType)}");

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(Name))}>"
        : type.Name;
}
