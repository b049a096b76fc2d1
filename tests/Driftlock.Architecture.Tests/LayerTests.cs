using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Driftlock.Testing.Shared;

namespace Driftlock.Architecture.Tests;

/// <summary>Which layer may name which, which packages the inner ones may have, who knows the native core.</summary>
public sealed class LayerTests
{
    private const string NativeFolder = "Driftlock.Infrastructure.Detection.Native.";

    // The type Program has no namespace, so the composition root may name everything. ConventionTests keep it there.
    private static readonly Dictionary<string, string[]> Named = new(StringComparer.Ordinal)
    {
        ["Domain"] = ["Domain"],
        ["Application"] = ["Application", "Domain"],
        ["Infrastructure"] = ["Infrastructure", "Application", "Domain"],
        ["Api"] = ["Api", "Application", "Domain"],
        ["Cli"] = ["Cli", "Application", "Domain"],
    };

    // What a project refers to; the rest it gets through that one.
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["Driftlock.Domain"] = [],
        ["Driftlock.Application"] = ["Driftlock.Domain"],
        ["Driftlock.Infrastructure"] = ["Driftlock.Application"],
        ["Driftlock.Api"] = ["Driftlock.Infrastructure"],
        ["Driftlock.Cli"] = ["Driftlock.Infrastructure"],
    };

    // Packages, and assemblies outside the plain framework, of the layers that hold the rules.
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Driftlock.Domain"] = [],
        ["Driftlock.Application"] =
            [
                "FluentValidation", "MediatR", "Microsoft.EntityFrameworkCore",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
            ],
    };

    [Fact]
    public void A_layer_names_only_the_layers_below_it() =>
        Product.Assemblies.SelectMany(Upwards).Should().BeEmpty();

    [Theory]
    [InlineData("Domain", "Application")]
    [InlineData("Domain", "Infrastructure")]
    [InlineData("Application", "Infrastructure")]
    [InlineData("Application", "Api")]
    [InlineData("Infrastructure", "Api")]
    [InlineData("Infrastructure", "Cli")]
    [InlineData("Api", "Infrastructure")]
    [InlineData("Api", "Cli")]
    [InlineData("Cli", "Infrastructure")]
    [InlineData("Cli", "Api")]
    public void A_name_from_a_layer_above_is_found(string lower, string upper)
    {
        var code = Planted.Compile(("Both.cs", $$"""
            namespace Driftlock.{{upper}}.Keys { public class Above { public static int Count; } }
            namespace Driftlock.{{lower}}.Keys { class Below { int Look() => Driftlock.{{upper}}.Keys.Above.Count; } }
            """));

        Upwards(code).Should().Equal(new Reference($"Driftlock.{lower}.Keys.Below", $"Driftlock.{upper}.Keys.Above"));
    }

    [Fact]
    public void A_project_refers_only_to_the_layer_below_it() =>
        ProjectFiles().SelectMany(project => OtherProjects(project.Name, project.Xml)).Should().BeEmpty();

    [Fact]
    public void A_project_that_refers_past_its_neighbour_is_found()
    {
        var api = XElement.Parse("""
            <Project><ItemGroup>
              <ProjectReference Include="..\Driftlock.Infrastructure\Driftlock.Infrastructure.csproj" />
              <ProjectReference Include="../Driftlock.Domain/Driftlock.Domain.csproj" />
            </ItemGroup></Project>
            """);

        OtherProjects("Driftlock.Api", api).Should().Equal("Driftlock.Api refers to Driftlock.Domain");
    }

    [Fact]
    public void Domain_has_no_package_and_Application_only_those_of_the_list()
    {
        ProjectFiles().SelectMany(project => OtherPackages(project.Name, project.Xml)).Should().BeEmpty();
        Product.Assemblies.SelectMany(OtherAssemblies).Should().BeEmpty();
    }

    [Fact]
    public void A_package_in_an_inner_layer_is_found()
    {
        var project = XElement.Parse("""
            <Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>
              <PackageReference Include="Npgsql" />
              <FrameworkReference Include="Microsoft.AspNetCore.App" />
            </ItemGroup></Project>
            """);
        var code = Planted.Compile(("Rules.cs", "class Rules : FluentValidation.AbstractValidator<string>;"));

        OtherPackages("Driftlock.Domain", project).Should().Equal(
            "Driftlock.Domain refers to Microsoft.NET.Sdk.Web",
            "Driftlock.Domain refers to Npgsql",
            "Driftlock.Domain refers to Microsoft.AspNetCore.App");
        OtherAssemblies(code, "Driftlock.Domain").Should().Equal("Driftlock.Domain uses FluentValidation");
    }

    [Fact]
    public void Only_the_folder_Native_knows_the_native_library()
    {
        Product.Assemblies.SelectMany(KnownElsewhere).Should().BeEmpty();
        Product.Assemblies.SelectMany(code => code.Imports).Select(import => import.Library)
            .Should().Contain("driftlock_core");
    }

    [Theory]
    [InlineData("""[DllImport("driftlock_core")] static extern int dl_version();""")]
    [InlineData("""static nint Load() => NativeLibrary.Load("libdriftlock_core.so");""")]
    public void A_use_of_the_native_library_elsewhere_is_found(string use)
    {
        var code = Planted.Compile(("Shortcut.cs", $$"""
            namespace Driftlock.Cli.Detection { using System.Runtime.InteropServices; class Shortcut { {{use}} } }
            """));

        KnownElsewhere(code).Should().Equal("Driftlock.Cli.Detection.Shortcut");
    }

    [Fact]
    public void The_inner_layers_are_tested_from_outside_and_the_outer_ones_are_open_to_tests_alone() =>
        Product.Assemblies.SelectMany(code => Friends(code, code.Assembly.GetName().Name!)).Should().BeEmpty();

    [Theory]
    [InlineData("Driftlock.Application", "Driftlock.Unit.Tests")]
    [InlineData("Driftlock.Infrastructure", "Driftlock.Api")]
    public void A_friend_that_sees_the_inside_is_found(string assembly, string friend)
    {
        var code = Planted.Compile(("Friends.cs", $"""
            [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("{friend}")]
            """));

        Friends(code, assembly).Should().Equal($"{assembly} shows its inside to {friend}");
    }

    private static IEnumerable<Reference> Upwards(CompiledCode code) =>
        from pair in code.References
        where Named.TryGetValue(Layer(pair.From), out var allowed)
            && Named.ContainsKey(Layer(pair.To)) && !allowed.Contains(Layer(pair.To))
        select pair;

    private static string Layer(string type) => type.Split('.') is ["Driftlock", var layer, ..] ? layer : "";

    private static IEnumerable<string> OtherProjects(string name, XElement project) =>
        from reference in project.Descendants("ProjectReference")
        let target = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
        where !Projects[name].Contains(target)
        select $"{name} refers to {target}";

    private static IEnumerable<string> OtherPackages(string name, XElement project)
    {
        if (!Packages.TryGetValue(name, out var allowed)) return [];
        var items = project.Descendants()
            .Where(item => item.Name.LocalName is "PackageReference" or "FrameworkReference" or "Reference")
            .Select(item => item.Attribute("Include")!.Value);
        return items.Prepend(project.Attribute("Sdk")!.Value)
            .Except([.. allowed, "Microsoft.NET.Sdk"])
            .Select(package => $"{name} refers to {package}");
    }

    private static IEnumerable<string> OtherAssemblies(CompiledCode code) =>
        OtherAssemblies(code, code.Assembly.GetName().Name!);

    private static IEnumerable<string> OtherAssemblies(CompiledCode code, string name)
    {
        if (!Packages.TryGetValue(name, out var allowed)) return [];
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return code.Packages.Except([.. allowed, .. Projects[name]])
            .Where(package => !File.Exists(Path.Combine(framework, package + ".dll")))
            .Select(package => $"{name} uses {package}");
    }

    private static IEnumerable<string> KnownElsewhere(CompiledCode code) => code.Imports
        .Where(import => import.Library.Contains("driftlock_core", StringComparison.Ordinal))
        .Select(import => import.From)
        .Concat(code.References
            .Where(pair => pair.To == "System.Runtime.InteropServices.NativeLibrary")
            .Select(pair => pair.From))
        .Where(type => !type.StartsWith(NativeFolder, StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Friends(CompiledCode code, string name) =>
        from friend in code.Assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
        where Packages.ContainsKey(name) || !friend.AssemblyName.EndsWith(".Tests", StringComparison.Ordinal)
        select $"{name} shows its inside to {friend.AssemblyName}";

    private static IEnumerable<(string Name, XElement Xml)> ProjectFiles()
    {
        var files = Directory.GetFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        files.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Projects.Keys);
        return files.Select(file => (Path.GetFileNameWithoutExtension(file), XElement.Load(file)));
    }
}
