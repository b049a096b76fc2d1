namespace Driftlock.Testing.Shared;

/// <summary>The repository that the running program was built in.</summary>
public static class Checkout
{
    /// <summary>Its top.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>A program as it was built beside the one that runs, in the same configuration.</summary>
    public static string Built(string project, string program)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, "src", project, "bin", framework.Parent!.Name, framework.Name, program);
    }

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Driftlock.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("This runs outside the repository.");
    }
}
