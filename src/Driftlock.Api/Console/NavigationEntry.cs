using Driftlock.Api.Shared;

namespace Driftlock.Api.Console;

/// <summary>A page in the bar. The module that has the page registers it; the shell knows no module.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Place">Its place in the bar: the smallest comes first.</param>
/// <param name="Scope">What one must hold to see it; nothing for whoever is signed in.</param>
internal sealed record NavigationEntry(string Title, string Path, int Place, string? Scope = null)
{
    public bool IsFor(Caller caller) => Scope is null || caller.Scopes.Contains(Scope);
}
