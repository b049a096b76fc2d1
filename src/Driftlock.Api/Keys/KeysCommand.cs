using System.CommandLine;

namespace Driftlock.Api.Keys;

/// <summary><c>driftlock-api keys</c>: what an operator does with keys.</summary>
internal static class KeysCommand
{
    public static readonly Option<string> Organization =
        new("--organization") { Description = "Id or slug of the organization.", Required = true };

    public static Command Create(Func<string[], WebApplication> build) =>
        new("keys", "API keys.") { IssueKeyCommand.Create(build), RevokeKeyCommand.Create(build) };
}
