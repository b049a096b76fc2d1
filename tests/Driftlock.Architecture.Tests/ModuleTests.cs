namespace Driftlock.Architecture.Tests;

/// <summary>A module names of another only events, contracts and ids; <c>Shared</c> names no module.</summary>
public sealed class ModuleTests
{
    private const string KeysInside = """
        namespace Driftlock.Domain.Keys
        {
            public class Secret : Exception
            {
                public static int Count; public static int Read<T>() => 0; public class Part;
            }
            public interface ISecret { }
            public sealed class SecretAttribute : Attribute;
            public delegate void Reveal();
            public struct Grain { public int Size; }
            namespace Events { public sealed record KeyRotated; }
        }
        namespace Driftlock.Application.Keys.Contracts { public sealed record GetKey; }
        namespace Driftlock.Domain.Shared
        {
            using Driftlock.Domain.Keys;
            public interface ITypedId<TSelf>;
            public static class Safe { public static Secret Kept; public static Secret Open() => Kept; }
            public static class Safe<T> { public static Secret Kept; public static Secret Open() => Kept; }
        }
        namespace Driftlock.Domain.Keys { public readonly record struct KeyId(Guid Value) : Shared.ITypedId<KeyId>; }
        public sealed class OfAttribute(Type type) : Attribute { public Type Type => type; }
        """;

    [Fact]
    public void A_module_names_of_another_only_its_doors() =>
        Product.Assemblies.SelectMany(ClosedDoors).Should().BeEmpty();

    [Fact]
    public void Shared_names_no_module() => Product.Assemblies.SelectMany(NamedByShared).Should().BeEmpty();

    [Fact]
    public void The_rules_look_at_the_whole_product()
    {
        var read = Product.Assemblies.SelectMany(code => code.Types).Select(type => type.Type).ToList();
        var references = Product.Assemblies.SelectMany(code => code.References).ToList();

        read.Should().Contain(["Driftlock.Domain.Shared.Result", "Driftlock.Application.Detection.IAnomalyScorer"]);
        read.Count.Should().BeGreaterThan(120);
        references.Count.Should().BeGreaterThan(2000);
        references.Should().Contain(pair => Place.Of(pair.From) != null && Place.Of(pair.To) != null);
        foreach (var code in Product.Assemblies) code.References.Should().NotBeEmpty(code.Assembly.FullName);
    }

    [Theory]
    [InlineData("a base class", "class Spy : Secret;")]
    [InlineData("an interface", "class Spy : ISecret;")]
    [InlineData("a field", "class Spy { Secret secret; }")]
    [InlineData("an array", "class Spy { Secret[,] secrets; }")]
    [InlineData("a parameter", "class Spy { void Look(ref Secret secret) { } }")]
    [InlineData("an answer", "interface Spy { Task<Secret> Look(); }")]
    [InlineData("a property", "class Spy { Secret Seen { get; } }")]
    [InlineData("an event", "interface Spy { event Reveal Seen; }")]
    [InlineData("a function pointer", "unsafe class Spy { delegate*<Secret, void> look; }")]
    [InlineData("a generic argument", "class Spy { object o = new List<Secret>(); }")]
    [InlineData("an argument of a method", "class Spy { object o = Array.Empty<Secret>(); }")]
    [InlineData("a constraint", "class Spy<T> where T : Secret;")]
    [InlineData("a constraint of a method", "class Spy { void Look<T>() where T : Secret { } }")]
    [InlineData("an attribute", "[Secret] class Spy;")]
    [InlineData("an attribute of a field", "class Spy { [Secret] int i; }")]
    [InlineData("an attribute of a property", "class Spy { [Secret] int I => 1; }")]
    [InlineData("an attribute of an event", "interface Spy { [Secret] event Action Seen; }")]
    [InlineData("an attribute of a method", "class Spy { [Secret] void Look() { } }")]
    [InlineData("an attribute of a parameter", "class Spy { void Look([Secret] int i) { } }")]
    [InlineData("a typeof in an attribute", "[Of(typeof(Secret))] class Spy;")]
    [InlineData("a creation", "class Spy { object Look() => new Secret(); }")]
    [InlineData("a nested type", "class Spy { object Look() => new Secret.Part(); }")]
    [InlineData("a call", "class Spy { int Look() => Secret.Read<int>(); }")]
    [InlineData("a static field", "class Spy { int Look() => Secret.Count; }")]
    [InlineData("a cast", "class Spy { bool Look(object o) => o is Secret; }")]
    [InlineData("a typeof", "class Spy { Type Look() => typeof(Secret); }")]
    [InlineData("a local", """
        unsafe class Spy { bool Look(void* v) { var grain = (Grain*)v; return grain == (v = null) || grain == v; } }
        """)]
    [InlineData("the type of a field", "class Spy { object Look() => Safe.Kept; }")]
    [InlineData("the type of a generic's field", "class Spy { object Look() => Safe<int>.Kept; }")]
    [InlineData("the answer of a call", "class Spy { object Look() => Safe.Open(); }")]
    [InlineData("the answer of a generic", "class Spy { object Look() => Safe<int>.Open(); }")]
    [InlineData("a call by pointer", """
        unsafe class Spy { void Look(void* v) => ((delegate*<Secret, void>)v)(null); }
        """)]
    [InlineData("a catch", "class Spy { void Look() { try { GC.Collect(); } catch (Secret) { } } }")]
    [InlineData("a closure", "class Spy { Func<int, object> Look(int i) => j => i + j > 0 ? new Secret() : null; }")]
    [InlineData("an iterator", "class Spy { IEnumerable<int> Look() { yield return Secret.Count; } }")]
    [InlineData("a call after numbers of all sizes", """
        class Spy
        {
            double Look(double d) => d * 40.5 + 0.25f + (long)d * 500000000000 - (int)d * 70000 - Secret.Count;
        }
        """)]
    public void A_look_inside_another_module_is_found(string how, string spy)
    {
        var code = Planted.Compile(("Keys.cs", KeysInside), ("Spy.cs", $$"""
            using Driftlock.Domain.Keys; using Driftlock.Domain.Shared;
            namespace Driftlock.Application.Billing { {{spy}} }
            """));

        var found = ClosedDoors(code).ToList();

        found.Should().NotBeEmpty(how).And.OnlyContain(pair =>
            pair.From.StartsWith("Driftlock.Application.Billing.Spy") && pair.To.StartsWith("Driftlock.Domain.Keys."));
    }

    [Fact]
    public void A_look_inside_another_module_is_found_after_a_table_of_jumps()
    {
        // Taken for instructions, the distances in the table would make every kind of nonsense.
        var arms = string.Concat(Enumerable.Range(0, 200).Select(i => $"case {i}: return \"{i}\"; "));
        var code = Planted.Compile(("Keys.cs", KeysInside), ("Spy.cs", $$"""
            namespace Driftlock.Domain.Billing;
            class Spy { object Look(int i) { switch (i) { {{arms}} } return Driftlock.Domain.Keys.Secret.Count; } }
            """));

        ClosedDoors(code).Should().Equal(new Reference("Driftlock.Domain.Billing.Spy", "Driftlock.Domain.Keys.Secret"));
    }

    [Theory]
    [InlineData("Driftlock.Domain.Keys.Events.KeyRotated")]
    [InlineData("Driftlock.Application.Keys.Contracts.GetKey")]
    [InlineData("Driftlock.Domain.Keys.KeyId")]
    public void Events_contracts_and_ids_are_open(string door)
    {
        var guest = $"namespace Driftlock.Domain.Billing; class Guest {{ {door} door; }}";
        var code = Planted.Compile(("Keys.cs", KeysInside), ("Guest.cs", guest));

        code.References.Should().Contain(new Reference("Driftlock.Domain.Billing.Guest", door));
        ClosedDoors(code).Should().BeEmpty();
    }

    [Fact]
    public void A_module_named_by_Shared_is_found_even_through_an_open_door()
    {
        var code = Planted.Compile(("Keys.cs", KeysInside), ("Page.cs", """
            namespace Driftlock.Application.Shared;
            class Page { object o = new Driftlock.Domain.Keys.Events.KeyRotated(); }
            """));

        NamedByShared(code).Should().Contain(
            new Reference("Driftlock.Application.Shared.Page", "Driftlock.Domain.Keys.Events.KeyRotated"));
    }

    [Theory]
    [InlineData("Driftlock.Infrastructure.Keys.Contracts", "Inside")]
    [InlineData("Driftlock.Api.Keys.Contracts", "Inside")]
    [InlineData("Driftlock.Domain.Keys.Contracts", "Inside")]
    [InlineData("Driftlock.Application.Keys.Events", "Inside")]
    [InlineData("Driftlock.Application.Keys.Rotation.Contracts", "Inside")]
    public void A_folder_that_is_only_called_like_a_door_is_closed(string space, string name)
    {
        var code = Planted.Compile(
            ("Inside.cs", $"namespace {space}; public class {name};"),
            ("Guest.cs", $"namespace Driftlock.Api.Billing; class Guest {{ {space}.{name} inside; }}"));

        ClosedDoors(code).Should().Equal(new Reference("Driftlock.Api.Billing.Guest", $"{space}.{name}"));
    }

    [Theory]
    [InlineData("""class Spy { Type Look() => Type.GetType("Driftlock.Domain.Keys.Secret"); }""")]
    [InlineData("""class Spy { string Look(int i) => $"{i} of Driftlock.Domain.Keys.Secret+Part, {i}"; }""")]
    public void A_name_of_another_module_in_a_string_is_found(string spy)
    {
        var code = Planted.Compile(("Keys.cs", KeysInside), ("Spy.cs", $"namespace Driftlock.Domain.Billing; {spy}"));

        ClosedDoors(code).Should().Equal(new Reference("Driftlock.Domain.Billing.Spy", "Driftlock.Domain.Keys.Secret"));
    }

    private static IEnumerable<Reference> ClosedDoors(CompiledCode code) =>
        from pair in code.References
        let source = Place.Of(pair.From)
        let target = Place.Of(pair.To)
        where source is not (null or { Module: Place.Shared }) && target is not (null or { Module: Place.Shared })
        where source.Module != target.Module
        where !target.IsDoor && !Ids(code).Contains(pair.To)
        select pair;

    private static IEnumerable<Reference> NamedByShared(CompiledCode code) =>
        from pair in code.References
        where Place.Of(pair.From) is { Module: Place.Shared }
        where Place.Of(pair.To) is { Module: not Place.Shared }
        select pair;

    private static IEnumerable<string> Ids(CompiledCode code) =>
        from assembly in Product.Assemblies.Select(product => product.Assembly).Append(code.Assembly)
        from type in assembly.GetTypes()
        where Place.IsId(type)
        select type.FullName;
}
