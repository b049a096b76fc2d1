using System.Text.RegularExpressions;

namespace Driftlock.Architecture.Tests;

/// <summary>A module names of another only its events, its contracts and its ids; <c>Shared</c> names no module.</summary>
public sealed partial class ModuleTests
{
    private const string KeysInside = """
        namespace Driftlock.Domain.Keys
        {
            public class Secret : Exception { public static int Count; public static int Read<T>() => 0; public class Part; }
            public interface ISecret { }
            public sealed class SecretAttribute : Attribute;
            public delegate void Reveal();
            namespace Events { public sealed record KeyRotated; }
        }
        namespace Driftlock.Application.Keys.Contracts { public sealed record GetKey; }
        namespace Driftlock.Domain.Shared { public interface ITypedId<TSelf>; }
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
        read.Count.Should().BeGreaterThan(60);
        references.Count.Should().BeGreaterThan(600);
        references.Should().Contain(pair => Part().IsMatch(pair.From) && Part().IsMatch(pair.To));
        foreach (var code in Product.Assemblies) code.References.Should().NotBeEmpty(code.Assembly.FullName);
    }

    [Theory]
    [InlineData("a base class", "class Spy : Driftlock.Domain.Keys.Secret;")]
    [InlineData("an interface", "class Spy : Driftlock.Domain.Keys.ISecret;")]
    [InlineData("a field", "class Spy { Driftlock.Domain.Keys.Secret secret; }")]
    [InlineData("an array", "class Spy { Driftlock.Domain.Keys.Secret[,] secrets; }")]
    [InlineData("a parameter", "class Spy { void Look(ref Driftlock.Domain.Keys.Secret secret) { } }")]
    [InlineData("an answer", "interface Spy { Task<Driftlock.Domain.Keys.Secret> Look(); }")]
    [InlineData("a property", "class Spy { Driftlock.Domain.Keys.Secret Seen { get; } }")]
    [InlineData("an event", "interface Spy { event Driftlock.Domain.Keys.Reveal Seen; }")]
    [InlineData("a function pointer", "unsafe class Spy { delegate*<Driftlock.Domain.Keys.Secret, void> look; }")]
    [InlineData("a generic argument", "class Spy { object o = new List<Driftlock.Domain.Keys.Secret>(); }")]
    [InlineData("an argument of a method", "class Spy { object o = Array.Empty<Driftlock.Domain.Keys.Secret>(); }")]
    [InlineData("a constraint", "class Spy<T> where T : Driftlock.Domain.Keys.Secret;")]
    [InlineData("a constraint of a method", "class Spy { void Look<T>() where T : Driftlock.Domain.Keys.Secret { } }")]
    [InlineData("an attribute", "[Driftlock.Domain.Keys.Secret] class Spy;")]
    [InlineData("an attribute of a field", "class Spy { [Driftlock.Domain.Keys.Secret] int i; }")]
    [InlineData("an attribute of a property", "class Spy { [Driftlock.Domain.Keys.Secret] int I => 1; }")]
    [InlineData("an attribute of a method", "class Spy { [Driftlock.Domain.Keys.Secret] void Look() { } }")]
    [InlineData("an attribute of a parameter", "class Spy { void Look([Driftlock.Domain.Keys.Secret] int i) { } }")]
    [InlineData("a typeof in an attribute", "[Of(typeof(Driftlock.Domain.Keys.Secret))] class Spy;")]
    [InlineData("a creation", "class Spy { object Look() => new Driftlock.Domain.Keys.Secret(); }")]
    [InlineData("a nested type", "class Spy { object Look() => new Driftlock.Domain.Keys.Secret.Part(); }")]
    [InlineData("a call", "class Spy { int Look() => Driftlock.Domain.Keys.Secret.Read<int>(); }")]
    [InlineData("a static field", "class Spy { int Look() => Driftlock.Domain.Keys.Secret.Count; }")]
    [InlineData("a cast", "class Spy { bool Look(object o) => o is Driftlock.Domain.Keys.Secret; }")]
    [InlineData("a typeof", "class Spy { Type Look() => typeof(Driftlock.Domain.Keys.Secret); }")]
    [InlineData("a local", "class Spy { void Look() { Driftlock.Domain.Keys.Secret s = null; Act(ref s); void Act<T>(ref T t) { } } }")]
    [InlineData("a catch", "class Spy { void Look() { try { GC.Collect(); } catch (Driftlock.Domain.Keys.Secret) { } } }")]
    [InlineData("a closure", "class Spy { Func<int, object> Look(int i) => j => i + j > 0 ? new Driftlock.Domain.Keys.Secret() : null; }")]
    [InlineData("an iterator", "class Spy { IEnumerable<int> Look() { yield return Driftlock.Domain.Keys.Secret.Count; } }")]
    [InlineData("a switch before it", """
        class Spy
        {
            long Look(int i) => i switch { 0 => 5L, 1 => 500000000000, 2 => (long)2.5, 3 => 70, 4 => Read(), _ => -1 };
            static int Read() => Driftlock.Domain.Keys.Secret.Count;
        }
        """)]
    public void A_look_inside_another_module_is_found(string how, string spy)
    {
        var code = Planted.Compile(
            ("Keys.cs", KeysInside), ("Spy.cs", $"namespace Driftlock.Application.Billing {{ {spy} }}"));

        var found = ClosedDoors(code).ToList();

        found.Should().NotBeEmpty(how).And.OnlyContain(pair =>
            pair.From.StartsWith("Driftlock.Application.Billing.Spy") && pair.To.StartsWith("Driftlock.Domain.Keys."));
    }

    [Theory]
    [InlineData("Driftlock.Domain.Keys.Events.KeyRotated")]
    [InlineData("Driftlock.Application.Keys.Contracts.GetKey")]
    [InlineData("Driftlock.Domain.Keys.KeyId")]
    public void Events_contracts_and_ids_are_open(string door)
    {
        var code = Planted.Compile(
            ("Keys.cs", KeysInside), ("Guest.cs", $"namespace Driftlock.Domain.Billing; class Guest {{ {door} door; }}"));

        code.References.Should().Contain(new Reference("Driftlock.Domain.Billing.Guest", door));
        ClosedDoors(code).Should().BeEmpty();
    }

    [Fact]
    public void A_module_named_by_Shared_is_found_even_through_an_open_door()
    {
        var code = Planted.Compile(("Keys.cs", KeysInside), ("Page.cs", """
            namespace Driftlock.Application.Shared; class Page { object o = new Driftlock.Domain.Keys.Events.KeyRotated(); }
            """));

        NamedByShared(code).Should().ContainSingle().Which.From.Should().Be("Driftlock.Application.Shared.Page");
    }

    private static IEnumerable<Reference> ClosedDoors(CompiledCode code) =>
        from pair in code.References
        let source = Part().Match(pair.From)
        let target = Part().Match(pair.To)
        where source.Success && target.Success
        where source.Groups["module"].Value is not "Shared" && target.Groups["module"].Value is not "Shared"
        where source.Groups["module"].Value != target.Groups["module"].Value
        where target.Groups["door"].Value is not ("Events" or "Contracts") && !Ids(code).Contains(pair.To)
        select pair;

    private static IEnumerable<Reference> NamedByShared(CompiledCode code) =>
        from pair in code.References
        let source = Part().Match(pair.From)
        let target = Part().Match(pair.To)
        where source.Success && source.Groups["module"].Value is "Shared"
        where target.Success && target.Groups["module"].Value is not "Shared"
        select pair;

    private static IEnumerable<string> Ids(CompiledCode code) =>
        from assembly in Product.Assemblies.Select(product => product.Assembly).Append(code.Assembly)
        from type in assembly.GetTypes()
        where type.GetInterfaces().Any(contract => contract.Name is "ITypedId`1")
        select type.FullName;

    [GeneratedRegex(@"^Driftlock\.(?:Domain|Application|Infrastructure|Api|Cli)\.(?<module>\w+)(?:\.(?<door>\w+))?\.")]
    private static partial Regex Part();
}
