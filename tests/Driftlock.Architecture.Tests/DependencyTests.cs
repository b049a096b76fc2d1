using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Driftlock.Testing.Shared;

namespace Driftlock.Architecture.Tests;

/// <summary>
/// <c>docs/dependencies.md</c> has a row for everything that is taken from elsewhere, and for nothing else.
/// </summary>
public sealed partial class DependencyTests
{
    private static readonly char[] Between = [',', ';'];

    private static readonly string Document = Read("docs/dependencies.md");

    private static readonly string[] Tools =
        [.. PackagesOfScripts(Scripts()), .. PackagesOfNode(), .. CommandsOfDotnet()];

    [Fact]
    public void Every_package_has_a_row_and_every_row_is_a_package() =>
        Named(Document, "In the product", "Tests", "Analyzers").Should().BeEquivalentTo(Versions());

    // Rust's own two come as packages of other names in each release of Debian.
    [Fact]
    public void Every_tool_has_a_row_and_every_row_is_a_tool() =>
        Named(Document, "Tools").Except(["clippy", "rustfmt"]).Should().BeEquivalentTo(Tools.Distinct());

    [Fact]
    public void Tools_of_every_kind_are_looked_for() => Tools.Should().Contain(
        ["chromium", "cargo", "libzstd1", "shellcheck", "nginx", "axe-core", "dotnet-reportgenerator-globaltool"]);

    [Fact]
    public void What_has_no_row_and_a_row_for_nothing_are_found()
    {
        const string Rows = """
            ## Tools

            | Tool | For | Licence |
            |---|---|---|
            | one (npm, in a lock), two 1.63 or newer; three | this | MIT |

            ## More

            | Tool | For |
            |---|---|
            | four | that |
            """;

        Named(Rows, "Tools").Should().Equal("one", "two", "three");
        PackagesOfScripts("needed+=(one four)\ninstall_packages five six; else\ninstall_packages \"${needed[@]}\"")
            .Should().Equal("one", "four", "five", "six");
    }

    private static IEnumerable<string> Named(string document, params string[] sections) =>
        from section in $"\n{document}".Split("\n## ")
        where sections.Any(name => section.StartsWith(name, StringComparison.Ordinal))
        from row in Row().Matches(section).Skip(1)
        from name in Aside().Replace(row.Groups["names"].Value, "").Split(Between)
        select name.Trim().Split(' ')[0];

    private static IEnumerable<string> Versions() => XDocument.Parse(Read("Directory.Packages.props")).Descendants()
        .Where(element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
        .Select(element => element.Attribute("Include")!.Value);

    private static IEnumerable<string> PackagesOfScripts(string scripts) => Installed().Matches(scripts)
        .SelectMany(match => match.Groups["packages"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Distinct();

    private static IEnumerable<string> PackagesOfNode() =>
        from folder in Directory.GetDirectories(Path.Combine(Checkout.Root, "tests"))
        let list = Path.Combine(folder, "package.json")
        where File.Exists(list)
        let packages = JsonDocument.Parse(File.ReadAllText(list)).RootElement.GetProperty("devDependencies")
        from package in packages.EnumerateObject()
        select package.Name;

    private static IEnumerable<string> CommandsOfDotnet() => JsonDocument.Parse(Read(".config/dotnet-tools.json"))
        .RootElement.GetProperty("tools").EnumerateObject().Select(tool => tool.Name);

    private static string Scripts() => string.Join('\n', Directory.GetFiles(Path.Combine(Checkout.Root, "build"))
        .Append(Path.Combine(Checkout.Root, ".ci", "run")).Select(File.ReadAllText));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Checkout.Root, path));

    [GeneratedRegex(@"^\| (?<names>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Aside();

    [GeneratedRegex(@"(?:(?:needed|missing)\+=\(|\binstall_packages )(?<packages>[a-z0-9][a-z0-9+. -]*)")]
    private static partial Regex Installed();
}
