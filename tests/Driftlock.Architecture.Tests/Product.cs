using Driftlock.Testing.Shared;

namespace Driftlock.Architecture.Tests;

/// <summary>What the rules are about: the compiled product, and the repository it comes from.</summary>
internal static class Product
{
    public static readonly IReadOnlyList<CompiledCode> Assemblies =
    [
        CompiledCode.Open("Driftlock.Domain"),
        CompiledCode.Open("Driftlock.Application"),
        CompiledCode.Open("Driftlock.Infrastructure"),
        CompiledCode.Open("driftlock-api"),
        CompiledCode.Open("driftlock"),
    ];

    private static readonly string[] Tops = ["src", "tests"];

    /// <summary>Every folder of the sources and tests, from the top, without what the build makes.</summary>
    public static IEnumerable<string> Folders => Tops
        .SelectMany(top => Directory.EnumerateDirectories(
            Path.Combine(Checkout.Root, top), "*", SearchOption.AllDirectories))
        .Select(folder => Path.GetRelativePath(Checkout.Root, folder).Replace('\\', '/'))
        .Where(folder => !folder.Split('/').Any(part => part is "bin" or "obj"));

    /// <summary>The SQL files of the sources, from the top.</summary>
    public static IEnumerable<string> Scripts => Folders
        .Where(folder => folder.StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*.sql"))
        .Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/'));
}
