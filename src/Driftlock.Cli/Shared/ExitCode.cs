namespace Driftlock.Cli.Shared;

/// <summary>What the exit status of a command means.</summary>
internal static class ExitCode
{
    /// <summary>Nothing unusual; for other commands: done.</summary>
    public const int Usual = 0;

    /// <summary>Unusual lines were found.</summary>
    public const int Unusual = 1;

    /// <summary>A file, a tool or the core does not work.</summary>
    public const int Failed = 2;

    /// <summary>The baseline is too small to judge anything by it.</summary>
    public const int BaselineTooSmall = 3;

    /// <summary>Wrong usage (EX_USAGE). Never 1, which would read as "unusual lines found".</summary>
    public const int WrongUsage = 64;

    /// <summary>Ended by Ctrl-C or by a request to terminate.</summary>
    public const int Interrupted = 130;
}
