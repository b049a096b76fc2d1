namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>What reacts to an event.</summary>
/// <param name="Handler">The type that carries it out.</param>
/// <param name="Name">
/// The name of its file, stable in the inbox. The type's own has a checksum of the file's path in it: with that, each
/// build folder would have reactions of its own.
/// </param>
/// <param name="Module">The module that reacts.</param>
internal sealed record Reaction(Type Handler, string Name, ModuleSchema Module)
{
    /// <summary>The reaction that this handler carries out, of the module in whose folder it lies.</summary>
    public static Reaction Of(Type handler, IEnumerable<ModuleSchema> modules)
    {
        var module = modules.SingleOrDefault(module => FolderOf(module.Context) == FolderOf(handler))
            ?? throw new InvalidOperationException($"{handler} reacts, and its module has no schema.");
        // The compiler's name of a file type: <File>F checksum of the path __Handler
        var end = handler.Name.IndexOf('>', StringComparison.Ordinal);
        return new Reaction(handler, end > 1 ? handler.Name[1..end] : handler.Name, module);
    }

    // Driftlock.<Layer>.<Module>
    private static string FolderOf(Type type) => type.Namespace!.Split('.')[2];
}
