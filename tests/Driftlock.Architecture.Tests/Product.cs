namespace Driftlock.Architecture.Tests;

/// <summary>What the rules are about: the compiled product, and the repository it comes from.</summary>
internal static class Product
{
    public static readonly IReadOnlyList<CompiledCode> Assemblies =
    [
        CompiledCode.Open("Driftlock.Domain"),
        CompiledCode.Open("Driftlock.Application"),
        CompiledCode.Open("Driftlock.Infrastructure"),
        CompiledCode.Open("Driftlock.Api"),
        CompiledCode.Open("driftlock"),
    ];

    /// <summary>The top of the repository.</summary>
    public static readonly string Root = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    private static readonly string[] Tops = ["src", "tests"];

    /// <summary>Every folder of the sources and tests, from the top, without what the build makes.</summary>
    public static IEnumerable<string> Folders => Tops
        .SelectMany(top => Directory.EnumerateDirectories(Path.Combine(Root, top), "*", SearchOption.AllDirectories))
        .Select(folder => Path.GetRelativePath(Root, folder).Replace('\\', '/'))
        .Where(folder => !folder.Split('/').Any(part => part is "bin" or "obj"));

    /// <summary>The SQL files of the sources, from the top.</summary>
    public static IEnumerable<string> Scripts => Folders
        .Where(folder => folder.StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.sql"))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    private static string FindRoot(DirectoryInfo? folder)
    {
        const string Mark = "Driftlock.sln";
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Mark))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
