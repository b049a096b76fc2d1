using Driftlock.Domain.Shared;

namespace Driftlock.Api.Shared.CommandLine;

/// <summary>What the exit status of <c>driftlock-api</c> means.</summary>
internal static class ExitCode
{
    /// <summary>Done, and all is well.</summary>
    public const int Done = 0;

    /// <summary>An invariant is broken.</summary>
    public const int Broken = 1;

    /// <summary>It could not be done.</summary>
    public const int Failed = 2;

    /// <summary>Something is missing that somebody else has to provide; the message says what.</summary>
    public const int Missing = 3;

    /// <summary>Wrong usage (EX_USAGE).</summary>
    public const int WrongUsage = 64;

    public static int Of(Error error) => error.Kind switch
    {
        ErrorKind.Invalid => WrongUsage,
        ErrorKind.Forbidden => Missing,
        _ => Failed,
    };
}
