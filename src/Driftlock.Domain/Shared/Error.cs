namespace Driftlock.Domain.Shared;

/// <summary>What a refusal means to the caller; each kind has one HTTP status and one exit code.</summary>
public enum ErrorKind
{
    /// <summary>The request or the input has not the form it must have.</summary>
    Invalid,

    /// <summary>There are no valid credentials.</summary>
    Unauthenticated,

    /// <summary>The organization must pay first.</summary>
    PaymentRequired,

    /// <summary>The caller is known and may not do this.</summary>
    Forbidden,

    /// <summary>There is no such thing in the caller's organization.</summary>
    NotFound,

    /// <summary>The thing is in a state, or in use, in which this cannot be done.</summary>
    Conflict,

    /// <summary>The input is longer than the limit.</summary>
    TooLarge,

    /// <summary>The input is of a type that is not taken.</summary>
    Unsupported,

    /// <summary>The same key came before with another content.</summary>
    Mismatched,

    /// <summary>A rate or a quota is used up; <see cref="Error.RetryAfter"/> says for how long.</summary>
    Limited,

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

    /// <summary>When it is worth trying again, if that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    private static readonly Dictionary<string, string[]> NoFields = [];
}
