using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Driftlock.Architecture.Tests;

/// <summary>
/// Code that breaks a rule, compiled in memory when the test runs: it is in no project, so it cannot be shipped, and
/// each breach stands in the test that has to find it.
/// </summary>
internal static class Planted
{
    private static readonly CSharpCompilationOptions Library = new(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release);

    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Driftlock", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles files, given with the path they pretend to have; SQL files are embedded.</summary>
    public static CompiledCode Compile(params (string Path, string Code)[] files)
    {
        var scripts = files.Where(file => file.Path.EndsWith(".sql", StringComparison.Ordinal)).ToList();
        var compilation = Compilation([.. files.Except(scripts)]);
        using var assembly = new MemoryStream();
        var result = compilation.Emit(
            assembly,
            manifestResources: scripts.Select(script => new ResourceDescription(
                CompiledCode.ResourceOf(script.Path),
                () => new MemoryStream(Encoding.UTF8.GetBytes(script.Code)),
                isPublic: true)),
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return CompiledCode.Load(assembly.ToArray());
    }

    /// <summary>The same files before they become an assembly, for an analyzer.</summary>
    public static CSharpCompilation Compilation(params (string Path, string Code)[] files)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(
            "using System; using System.Collections.Generic; using System.Threading.Tasks;\n" + file.Code,
            path: "/planted/" + file.Path, encoding: Encoding.UTF8));
        return CSharpCompilation.Create("Planted", trees, Framework, Library);
    }
}
