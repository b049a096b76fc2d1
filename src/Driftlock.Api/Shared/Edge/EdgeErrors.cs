using Driftlock.Domain.Shared;

namespace Driftlock.Api.Shared.Edge;

/// <summary>What is refused for the form of the message, whatever it asks for.</summary>
internal static class EdgeErrors
{
    public static Error AmbiguousLength { get; } = new(
        ErrorKind.Invalid, "request.ambiguous_length", "A body has a Content-Length or a Transfer-Encoding, not both.");

    public static Error BodyNotTaken { get; } = new(
        ErrorKind.Invalid, "request.body_not_taken", "A request with this method has no body.");

    public static Error DamagedEncoding { get; } = new(
        ErrorKind.Invalid, "request.damaged_encoding", "The body is not what its Content-Encoding says.");

    public static Error EncodedTwice { get; } = new(
        ErrorKind.Invalid, "request.encoded_twice", "A body is encoded once at most.");

    public static Error ForeignForm { get; } = new(
        ErrorKind.Invalid,
        "request.foreign_form",
        "This form did not come from a page of this console, or is too old: load the page again.");

    public static Error IdempotencyKeyForm { get; } = new(
        ErrorKind.Invalid, "request.idempotency_key_form", "An Idempotency-Key has 1 to 255 characters, and is sent once.");

    public static Error NotUtf8 { get; } = new(ErrorKind.Invalid, "request.not_utf8", "The body is not UTF-8.");

    public static Error TooLarge { get; } = new(
        ErrorKind.TooLarge, "request.too_large", "The body is larger than this route takes, as sent or decoded; under an Idempotency-Key that is 10 MiB.");

    public static Error UnknownEncoding { get; } = new(
        ErrorKind.Unsupported, "request.unsupported_encoding", "A body is encoded by gzip, by br, or not at all.");
}
