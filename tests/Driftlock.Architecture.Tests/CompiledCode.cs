using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Driftlock.Architecture.Tests;

/// <summary>An assembly as the compiler left it: its types, the source files behind them, what they name.</summary>
internal sealed partial class CompiledCode
{
    // Types without a method body are tied to their file by this record of the portable PDB format.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly SortedDictionary<string, SortedSet<string>> files = new(StringComparer.Ordinal);

    private CompiledCode(Assembly assembly, PEReader image, MetadataReader symbols)
    {
        Assembly = assembly;
        var metadata = image.GetMetadataReader();
        var references = new References(image);
        References = references.Found;
        Imports = references.Imports;
        Texts = references.Texts;
        Scripts = [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => new Text(name, ReadResource(assembly, name)))];
        Packages = [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle))
            .Select(reference => metadata.GetString(reference.Name))];
        foreach (var handle in metadata.TypeDefinitions) ReadFiles(metadata, symbols, handle);
    }

    /// <summary>For the rules that plain reflection can check.</summary>
    public Assembly Assembly { get; }

    public IReadOnlyCollection<Reference> References { get; }

    public IReadOnlyCollection<NativeImport> Imports { get; }

    public IReadOnlyCollection<Text> Texts { get; }

    /// <summary>The SQL files that were compiled in, by the names of their resources.</summary>
    public IReadOnlyCollection<Text> Scripts { get; }

    /// <summary>The names of the assemblies it was compiled against.</summary>
    public IReadOnlyCollection<string> Packages { get; }

    /// <summary>Every type with its source files below <c>src/</c>; what a generator wrote has none.</summary>
    public IEnumerable<(string Type, IReadOnlyCollection<string> Files)> Types =>
        files.Select(pair => (pair.Key, (IReadOnlyCollection<string>)pair.Value));

    /// <summary>The types of the assembly that somebody wrote.</summary>
    public IEnumerable<Type> WrittenTypes =>
        Assembly.GetTypes().Where(type => !type.IsNested && FilesOf(type).Count > 0);

    public IReadOnlyCollection<string> FilesOf(Type type) => files[type.FullName!];

    /// <summary>Reads an assembly that lies beside the tests.</summary>
    public static CompiledCode Open(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        return Read(File.ReadAllBytes(path), path, AssemblyLoadContext.Default.LoadFromAssemblyPath(path));
    }

    /// <summary>Reads an assembly that was compiled in memory, its symbols embedded.</summary>
    public static CompiledCode Load(byte[] bytes)
    {
        var context = new AssemblyLoadContext("planted", isCollectible: true);
        return Read(bytes, "/planted.dll", context.LoadFromStream(new MemoryStream(bytes)));
    }

    /// <summary>The name that a file below <c>src/</c> gets when it is compiled in.</summary>
    public static string ResourceOf(string file) => file["src/".Length..].Replace('/', '.');

    private static CompiledCode Read(byte[] bytes, string path, Assembly assembly)
    {
        using var image = new PEReader(new MemoryStream(bytes));
        if (!image.TryOpenAssociatedPortablePdb(
            path, file => File.Exists(file) ? File.OpenRead(file) : null, out var symbols, out _))
        {
            throw new InvalidOperationException($"{assembly.GetName().Name} has no symbols: its files are unknown.");
        }

        using (symbols) return new CompiledCode(assembly, image, symbols!.GetMetadataReader());
    }

    private void ReadFiles(MetadataReader metadata, MetadataReader symbols, TypeDefinitionHandle handle)
    {
        var name = NamedTypes.Name(metadata, handle);
        if (!files.TryGetValue(name, out var known))
        {
            known = new(StringComparer.Ordinal);
            files.Add(name, known);
        }

        var fromBodies = metadata.GetTypeDefinition(handle).GetMethods()
            .SelectMany(method => symbols.GetMethodDebugInformation(method).GetSequencePoints())
            .Select(point => point.Document);
        var fromDeclaration = symbols.GetCustomDebugInformation(handle)
            .Select(symbols.GetCustomDebugInformation)
            .Where(information => symbols.GetGuid(information.Kind) == TypeDefinitionDocuments)
            .SelectMany(information => Documents(symbols.GetBlobReader(information.Value)));
        foreach (var document in fromBodies.Concat(fromDeclaration).Where(document => !document.IsNil).Distinct())
        {
            var path = SourceFile().Match(symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/'));
            if (path.Success) known.Add(path.Value);
        }
    }

    private static string ReadResource(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static List<DocumentHandle> Documents(BlobReader rows)
    {
        var documents = new List<DocumentHandle>();
        while (rows.RemainingBytes > 0) documents.Add(MetadataTokens.DocumentHandle(rows.ReadCompressedInteger()));
        return documents;
    }

    // Whatever the folders above are called: a build for release maps them away.
    [GeneratedRegex(@"(?<=^|/)src/Driftlock\.[^/]+/(?!obj/).+\.cs$")]
    private static partial Regex SourceFile();
}
