using System.Diagnostics.CodeAnalysis;

namespace Driftlock.Domain.Shared;

/// <summary>Lets code that does not know <typeparamref name="TSelf"/> answer with a refusal.</summary>
public interface IRefusable<TSelf>
    where TSelf : IRefusable<TSelf>
{
    /// <summary>The refusal as an answer of this type.</summary>
    static abstract TSelf Fail(Error error);

    /// <summary>The refusal, if this is one.</summary>
    Error? Error { get; }
}

/// <summary>Done, or the reason why not.</summary>
public sealed class Result : IRefusable<Result>
{
    private Result(Error? error) => Error = error;

    /// <summary>Done.</summary>
    public static Result Success { get; } = new(null);

    /// <summary>Whether it was done; if not, <see cref="Error"/> says why.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The refusal, if it was not done.</summary>
    public Error? Error { get; }

    /// <inheritdoc/>
    public static Result Fail(Error error) => new(error);

    /// <summary>For a <typeparamref name="T"/> that is an interface, to which the language converts nothing.</summary>
    public static Result<T> Of<T>(T value)
        where T : notnull => Result<T>.Success(value);

    /// <summary>So that <c>return SomeErrors.Reason;</c> reads as it does.</summary>
    public static implicit operator Result(Error error) => Fail(error);
}

/// <summary>A value, or the reason why there is none.</summary>
public sealed class Result<T> : IRefusable<Result<T>>
    where T : notnull
{
    private Result(T? value, Error? error) => (Value, Error) = (value, error);

    /// <summary>Whether there is a <see cref="Value"/>; if not, <see cref="Error"/> says why.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value; look at <see cref="IsSuccess"/> first.</summary>
    public T? Value { get; }

    /// <summary>The refusal, if there is no value.</summary>
    public Error? Error { get; }

    /// <inheritdoc/>
    public static Result<T> Fail(Error error) => new(default, error);

    /// <summary>So that <c>return value;</c> reads as it does.</summary>
    public static implicit operator Result<T>(T value) => Success(value);

    /// <summary>So that <c>return SomeErrors.Reason;</c> reads as it does.</summary>
    public static implicit operator Result<T>(Error error) => Fail(error);

    internal static Result<T> Success(T value) => new(value, null);
}
