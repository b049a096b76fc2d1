namespace Driftlock.Api.Console;

/// <summary>The scope without which a page is not shown: the same that the API's route asks for.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsScopeAttribute(string scope) : Attribute
{
    /// <summary>One of <see cref="Domain.Shared.Scope.All"/>.</summary>
    public string Scope { get; } = scope;
}

/// <summary>A page for whoever is signed in.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SignedInAttribute : Attribute;

/// <summary>A page for everybody.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OpenPageAttribute : Attribute;
