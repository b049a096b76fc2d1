using System.Text.RegularExpressions;
using Driftlock.Testing.Shared;

namespace Driftlock.Architecture.Tests;

/// <summary>The repository around the code: its top level, its projects, its documents.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] TopLevel =
    [
        "Directory.Packages.props", "Driftlock.sln", "LICENSE", "README.md", "build", "docs", "native", "src", "tests",
    ];

    [Fact]
    public void The_top_level_is_as_agreed() =>
        Visible(Directory.EnumerateFileSystemEntries(Checkout.Root)).Should().BeEquivalentTo(TopLevel);

    [Fact]
    public void A_further_entry_at_the_top_level_is_found() =>
        Visible([.. TopLevel, "scripts", ".github"]).Except(TopLevel).Should().Equal("scripts");

    [Fact]
    public void Every_project_is_in_the_solution() => LeftOut(
        File.ReadAllText(Path.Combine(Checkout.Root, "Driftlock.sln")),
        Product.Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*.csproj")))
        .Should().BeEmpty();

    [Fact]
    public void A_project_that_the_solution_leaves_out_is_found() => LeftOut(
        """Project("{9A19103F}") = "Driftlock.Cli", "src\Driftlock.Cli\Driftlock.Cli.csproj", "{C41C15FE}" """,
        ["src/Driftlock.Cli/Driftlock.Cli.csproj", "src/Driftlock.Api/Driftlock.Api.csproj"])
        .Should().Equal("Driftlock.Api.csproj");

    [Fact]
    public void Every_link_in_the_documents_leads_somewhere()
    {
        var documents = Directory.GetFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Checkout.Root, "README.md")).ToList();

        documents.SelectMany(document => DeadLinks(document, File.ReadAllText(document))).Should().BeEmpty();
        documents.Sum(document => Links(File.ReadAllText(document)).Count()).Should().BeGreaterThan(20);
    }

    [Fact]
    public void A_link_to_a_missing_file_is_found()
    {
        const string Text = """
            [here](RepositoryTests.cs) [its place](#top) [elsewhere](https://example.org/x.md) ![picture](missing.png)
            [gone](../missing.md#part) `[code](no.md)`
            [reference]: missing/three.md
            ```
            [code](no.md)
            ```
            """;
        var document = Path.Combine(Checkout.Root, "tests", "Driftlock.Architecture.Tests", "planted.md");

        DeadLinks(document, Text).Should().Equal(
            "planted.md: missing.png", "planted.md: ../missing.md#part", "planted.md: missing/three.md");
    }

    private static IEnumerable<string> Visible(IEnumerable<string> entries) =>
        entries.Select(entry => Path.GetFileName(entry)!).Where(name => !name.StartsWith('.'));

    private static IEnumerable<string> LeftOut(string solution, IEnumerable<string> projects) =>
        projects.Select(project => Path.GetFileName(project)!)
            .Where(project => !solution.Contains($"\\{project}\"", StringComparison.Ordinal));

    private static IEnumerable<string> DeadLinks(string document, string text)
    {
        var folder = Path.GetDirectoryName(document)!;
        return Links(text)
            .Where(link => link.Split('#')[0] is { Length: > 0 } path && !Path.Exists(Path.Combine(folder, path)))
            .Select(link => $"{Path.GetFileName(document)}: {link}");
    }

    private static IEnumerable<string> Links(string text) => Link().Matches(Code().Replace(text, ""))
        .Select(link => link.Groups["target"].Value)
        .Where(target => !ElsewhereLink().IsMatch(target));

    [GeneratedRegex(@"(?:\]\(<?|^\[[^\]]+\]:\s*)(?<target>[^)>\s]+)", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex ElsewhereLink();

    [GeneratedRegex("^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
