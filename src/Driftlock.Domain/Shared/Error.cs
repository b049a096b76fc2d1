namespace Driftlock.Domain.Shared;

/// <summary>What a refusal means to the caller; each kind has one HTTP status and one exit code.</summary>
public enum ErrorKind
{
    /// <summary>The request or the input has not the form it must have.</summary>
    Invalid,

    /// <summary>Something that the answer depends on does not work at the moment.</summary>
    Unavailable,
}

/// <summary>A refusal: something that a caller can cause and can act on. A bug is an exception instead.</summary>
/// <param name="Kind">What the refusal means to the caller.</param>
/// <param name="Code"><c>module.reason</c>: stable, for programs.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record Error(ErrorKind Kind, string Code, string Message)
{
    /// <summary>What is wrong with which part of the input; empty unless the form was refused.</summary>
    public IReadOnlyDictionary<string, string[]> Fields { get; init; } = NoFields;

    private static readonly Dictionary<string, string[]> NoFields = [];
}
