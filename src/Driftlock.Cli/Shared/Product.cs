using System.Reflection;

namespace Driftlock.Cli.Shared;

/// <summary>Which build this is.</summary>
internal static class Product
{
    /// <summary>Its version, without the commit.</summary>
    public static string Version { get; } = typeof(Product).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
