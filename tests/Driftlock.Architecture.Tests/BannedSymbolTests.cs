using System.Collections.Immutable;
using System.Reflection;
using Driftlock.Testing.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Driftlock.Architecture.Tests;

/// <summary>What <c>build/BannedSymbols*.txt</c> forbids breaks the build of every project.</summary>
public sealed class BannedSymbolTests
{
    private const string Rule = "RS0030";

    private static readonly ILookup<string, string> Build = typeof(BannedSymbolTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().ToLookup(entry => entry.Key, entry => entry.Value!);

    private static readonly string[] Lists =
        Directory.GetFiles(Path.Combine(Checkout.Root, "build"), "BannedSymbols*.txt");

    private static readonly IReadOnlyList<string> Lines = [.. Lists.SelectMany(File.ReadLines)];

    [Fact]
    public void Every_banned_symbol_says_what_to_use_instead()
    {
        WithoutReason(Lines).Should().BeEmpty();
        Lines.Count.Should().BeGreaterThan(10);
    }

    [Fact]
    public void A_banned_symbol_without_a_reason_is_found() => WithoutReason(
    [
        "P:System.DateTime.UtcNow;Take a TimeProvider", "M:System.Guid.NewGuid", "M:System.GC.Collect;",
        "M:System.A.B;no",
    ]).Should().Equal("M:System.Guid.NewGuid", "M:System.GC.Collect;", "M:System.A.B;no");

    [Fact]
    public void Every_banned_symbol_exists() => Unknown(Lines).Should().BeEmpty();

    [Fact]
    public void A_banned_symbol_that_does_not_exist_is_found() => Unknown(
    [
        "P:System.DateTime.UtcNow;reason", "P:System.DateTime.UtcNaw;reason",
        "M:System.Threading.Tasks.Task.Wait(System.Int16);reason",
    ]).Should().Equal("P:System.DateTime.UtcNaw", "M:System.Threading.Tasks.Task.Wait(System.Int16)");

    [Theory]
    [InlineData("object Look() => DateTime.UtcNow;", "DateTime.UtcNow", "TimeProvider")]
    [InlineData("object Look() => DateTimeOffset.Now;", "DateTimeOffset.Now", "TimeProvider")]
    [InlineData("object Look() => Guid.NewGuid();", "Guid.NewGuid()", "CreateVersion7")]
    [InlineData("object Look() => new Random();", "Random.Random()", "seed it")]
    [InlineData("object Look() => Random.Shared.Next();", "Random.Shared", "seed it")]
    [InlineData("object Look(Task<int> task) => task.Result;", "Task<TResult>.Result", "await")]
    [InlineData("void Look(Task task) => task.Wait();", "Task.Wait()", "await")]
    [InlineData("void Look(Task task) => task.GetAwaiter().GetResult();", "TaskAwaiter.GetResult()", "await")]
    [InlineData("void Look() => System.Threading.Thread.Sleep(1);", "Thread.Sleep(int)", "await")]
    [InlineData("Action Look() => GC.Collect;", "GC.Collect()", "dispose")]
    [InlineData("void Look() => Console.WriteLine();", "Console", "log")]
    [InlineData("void Look() => Environment.Exit(1);", "Environment.Exit(int)", "Error")]
    public async Task A_use_of_a_banned_symbol_is_found(string member, string symbol, string instead)
    {
        var found = await FindAsync($"class Spy {{ {member} }}");

        found.Should().ContainSingle().Which.GetMessage().Should().Contain($"'{symbol}'").And.Contain(instead);
        found.Single().Severity.Should().BeOneOf(DiagnosticSeverity.Warning, DiagnosticSeverity.Error);
    }

    [Fact]
    public async Task What_is_allowed_instead_is_accepted() => (await FindAsync("""
        class Clock { object Look(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()); }
        """)).Should().BeEmpty();

    [Fact]
    public void The_build_hands_the_list_to_the_analyzer_and_nobody_silences_it()
    {
        Analyzers().Should().NotBeEmpty();
        Build["AdditionalFile"].Select(Path.GetFileName).Should().Contain("BannedSymbols.txt");
        var files = Product.Folders.Concat([".", "build", "src", "tests"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Checkout.Root, folder)))
            .Where(file => Path.GetFileName(file) != $"{nameof(BannedSymbolTests)}.cs").ToList();
        files.Where(file => Silences(File.ReadAllText(file))).Should().BeEmpty();
        files.Select(Path.GetFileName).Should().Contain([".editorconfig", "Common.props", "Driftlock.Api.csproj", "Program.cs"]);
    }

    [Theory]
    [InlineData("dotnet_diagnostic.RS0030.severity = none")]
    [InlineData("<NoWarn>$(NoWarn);RS0030</NoWarn>")]
    [InlineData("#pragma warning disable RS0030 // here it is needed")]
    [InlineData("[SuppressMessage(\"ApiDesign\", \"RS0030:Do not use banned APIs\")]")]
    public void Whatever_silences_the_rule_is_found(string line) => Silences(line).Should().BeTrue();

    private static bool Silences(string text) => text.Contains(Rule, StringComparison.Ordinal);

    private static IEnumerable<string> WithoutReason(IEnumerable<string> lines) =>
        lines.Where(line => line.Length > 0 && line.Split(';', 2) is not [_, { Length: >= 10 }]);

    private static IEnumerable<string> Unknown(IEnumerable<string> lines) => lines
        .Where(line => line.Length > 0)
        .Select(line => line.Split(';')[0])
        .Where(id => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, Planted.Compilation()) is null);

    private static async Task<ImmutableArray<Diagnostic>> FindAsync(string code)
    {
        var compilation = Planted.Compilation(("src/Driftlock.Domain/Keys/Spy.cs", code));
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Should().BeEmpty();
        var options = new AnalyzerOptions([.. Lists.Select(list => new ListFile(list))]);
        var analysis = compilation.WithAnalyzers(Analyzers(), options);
        return await analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None);
    }

    private static ImmutableArray<DiagnosticAnalyzer> Analyzers() =>
    [
        .. Build["Analyzer"].Where(path => path.EndsWith("CSharp.BannedApiAnalyzers.dll", StringComparison.Ordinal))
            .SelectMany(path => Assembly.LoadFrom(path).GetTypes())
            .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == Rule)),
    ];

    private sealed class ListFile(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) =>
            SourceText.From(File.ReadAllText(path));
    }
}
