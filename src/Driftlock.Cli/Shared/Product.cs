using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Driftlock.Cli.Shared;

/// <summary>Which build this is.</summary>
internal static class Product
{
    private const int CommitLength = 10;

    private static readonly string[] Build = typeof(Product).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);

    /// <summary>Its version, without the commit.</summary>
    public static string Version => Build[0];

    /// <summary>Version and, if it was built inside a repository, commit.</summary>
    public static string FullVersion =>
        Build is [_, { Length: >= CommitLength } commit] ? $"{Version} (commit {commit[..CommitLength]})" : Version;

    /// <summary>Lets <c>--version</c> say it.</summary>
    public static void AddVersion(this RootCommand root) =>
        root.Options.OfType<VersionOption>().Single().Action = new Print();

    private sealed class Print : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"driftlock {FullVersion}");
            return ExitCode.Usual;
        }
    }
}
