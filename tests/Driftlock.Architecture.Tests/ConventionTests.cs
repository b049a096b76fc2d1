using System.CodeDom.Compiler;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Driftlock.Architecture.Tests;

/// <summary>Where a type lies and what it is called, so that a newcomer finds it.</summary>
public sealed partial class ConventionTests
{
    [Fact]
    public void The_namespace_is_the_folder() => Product.Assemblies.SelectMany(Misplaced).Should().BeEmpty();

    [Theory]
    [InlineData("src/Driftlock.Domain/Keys/Key.cs", "namespace Driftlock.Domain.Billing; class Key { int I => 1; }")]
    [InlineData("src/Driftlock.Domain/Keys/Key.cs", "namespace Driftlock.Domain.Billing; record struct Key;")]
    [InlineData("src/Driftlock.Domain/Keys/Key.cs", "namespace Driftlock.Domain.Billing; interface Key;")]
    [InlineData("src/Driftlock.Domain/Keys/Key.cs", "namespace Driftlock.Domain.Billing; enum Key { None }")]
    [InlineData("src/Driftlock.Domain/Keys/Events/Key.cs", "namespace Driftlock.Domain.Keys; record Key;")]
    [InlineData("src/Driftlock.Domain/Keys/Key.cs", "class Key;")]
    public void A_type_in_another_folder_is_found(string path, string code) =>
        Misplaced(Planted.Compile((path, code))).Should().ContainSingle().Which.Should().EndWith(path);

    [Fact]
    public void A_type_in_its_folder_is_accepted() => Misplaced(Planted.Compile(
        ("src/Driftlock.Domain/Keys/Events/Key.cs", "namespace Driftlock.Domain.Keys.Events; enum Key { None }")))
        .Should().BeEmpty();

    [Fact]
    public void The_program_is_accepted_in_its_file() => Misplaced(Planted.Compile(
        ("src/Driftlock.Api/Program.cs", "sealed partial class Program { int I => 1; }"))).Should().BeEmpty();

    [Theory]
    [InlineData("src/Driftlock.Api/Startup.cs")]
    [InlineData("src/Driftlock.Api/Keys/Program.cs")]
    [InlineData("src/Driftlock.Domain/Program.cs")]
    public void A_program_in_another_file_is_found(string path)
    {
        var code = Planted.Compile((path, "partial class Program { int I => 1; }"));

        Misplaced(code).Should().Equal($"Program lies in {path}");
        OutsideModules(code).Should().Equal("Program");
        Open(code).Should().Equal("Program");
    }

    [Fact]
    public void A_part_of_the_program_in_another_file_is_found() => Misplaced(Planted.Compile(
        ("src/Driftlock.Api/Program.cs", "partial class Program { int I => 1; }"),
        ("src/Driftlock.Api/Keys/More.cs", "partial class Program { int J => 2; }")))
        .Should().Contain("Program lies in src/Driftlock.Api/Keys/More.cs");

    [Fact]
    public void A_type_lies_in_a_module() => Product.Assemblies.SelectMany(OutsideModules).Should().BeEmpty();

    [Fact]
    public void A_type_outside_the_modules_is_found() => OutsideModules(Planted.Compile(
        ("src/Driftlock.Domain/Common/Clock.cs", "namespace Driftlock.Domain.Common; interface Clock;"),
        ("src/Driftlock.Domain/Keys/Key.cs", "namespace Driftlock.Domain.Keys; interface Key;"))).Should()
        .Equal("Driftlock.Domain.Common.Clock");

    [Fact]
    public void Classes_are_sealed() => Product.Assemblies.SelectMany(Open).Should().BeEmpty();

    [Theory]
    [InlineData("class Open;")]
    [InlineData("record Open;")]
    [InlineData("sealed class Holder { class Open; }")]
    public void An_open_class_is_found(string code) =>
        Open(Planted.Compile(("src/Driftlock.Domain/Keys/Open.cs", code))).Should().ContainSingle()
            .Which.Split('+')[^1].Should().Be("Open");

    [Theory]
    [InlineData("sealed class Shut { object Look(int i) => (Func<int>)(() => i); }")]
    [InlineData("abstract class Shut;")]
    [InlineData("static class Shut;")]
    [InlineData("struct Shut;")]
    public void A_class_that_is_sealed_abstract_or_static_is_accepted(string code) =>
        Open(Planted.Compile(("src/Driftlock.Domain/Keys/Shut.cs", code))).Should().BeEmpty();

    [Fact]
    public void No_type_is_named_by_its_kind() => Product.Assemblies.SelectMany(NamedByKind).Should().BeEmpty();

    [Theory]
    [InlineData("KeyManager")]
    [InlineData("KeyHelper")]
    [InlineData("KeyUtils")]
    [InlineData("KeyDto")]
    [InlineData("KeyServiceImpl")]
    public void A_type_named_by_its_kind_is_found(string name) =>
        NamedByKind(Planted.Compile(("src/Driftlock.Domain/Keys/Key.cs", $"class {name};"))).Should().Equal(name);

    [Fact]
    public void No_folder_is_named_by_kind()
    {
        FoldersByKind(Product.Folders).Should().BeEmpty();
        Product.Folders.Should().Contain(["src/Driftlock.Domain/Detection", "tests/Driftlock.Unit.Tests/Detection"]);
    }

    [Fact]
    public void A_folder_named_by_kind_is_found() => FoldersByKind(
    [
        "src/Driftlock.Domain/Keys", "src/Driftlock.Domain/Keys/Entities", "src/Driftlock.Application/Handlers",
        "tests/Driftlock.Unit.Tests/Helpers/Keys",
    ]).Should().Equal("src/Driftlock.Domain/Keys/Entities", "src/Driftlock.Application/Handlers",
        "tests/Driftlock.Unit.Tests/Helpers/Keys");

    private static IEnumerable<string> Misplaced(CompiledCode code) =>
        from type in code.WrittenTypes
        from file in code.FilesOf(type)
        where type.Namespace != Path.GetDirectoryName(file)!["src/".Length..].Replace('/', '.')
        where !Place.IsProgram(code, type)
        select $"{type.FullName} lies in {file}";

    private static IEnumerable<string> OutsideModules(CompiledCode code) =>
        from type in code.WrittenTypes
        where !Place.IsProgram(code, type)
        where Place.Of(type.FullName!) is not { } place || !Place.Modules.Contains(place.Module)
        select type.FullName;

    private static IEnumerable<string> Open(CompiledCode code) =>
        from type in code.Assembly.GetTypes()
        where type is { IsClass: true, IsSealed: false, IsAbstract: false } && !Place.IsProgram(code, type)
        where !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        where !type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
        where !IsFromMarkup(type)
        select type.FullName;

    // Razor makes an open class of a file of markup, and has no word for another.
    private static bool IsFromMarkup(Type type) => type.Name == "_Imports"
        || type.GetInterfaces().Any(contract => contract.FullName == "Microsoft.AspNetCore.Components.IComponent");

    private static IEnumerable<string> NamedByKind(CompiledCode code) =>
        code.WrittenTypes.Select(type => type.Name).Where(name => KindOfType().IsMatch(name));

    private static IEnumerable<string> FoldersByKind(IEnumerable<string> folders) =>
        folders.Where(folder => folder.Split('/').Any(part => KindOfFolder().IsMatch(part)));

    [GeneratedRegex("(?:Manager|Helpers?|Utils?|Utilities|Impl|Dto)$")]
    private static partial Regex KindOfType();

    [GeneratedRegex("""
        ^(?:Commands|Queries|Handlers|Validators|Requests|Responses|Entities|Aggregates|ValueObjects|Models|Dtos
        |Services|Repositories|Interfaces|Abstractions|Exceptions|Enums|Extensions|Helpers|Utils|Utilities
        |Managers|Common|Misc)$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase)]
    private static partial Regex KindOfFolder();
}
