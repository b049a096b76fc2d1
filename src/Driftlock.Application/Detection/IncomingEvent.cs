using System.Security.Cryptography;

namespace Driftlock.Application.Detection;

/// <summary>An event as it came in.</summary>
/// <param name="Text">What is scored: the line as sent, or a record's compact JSON.</param>
public sealed record IncomingEvent(ReadOnlyMemory<byte> Text)
{
    /// <summary>Longest event, in bytes.</summary>
    public const int Longest = 1 << 20;

    /// <summary>Longest <see cref="Attributes"/>, in characters.</summary>
    public const int LongestAttributes = 1 << 16;

    /// <summary>The sender's own id, which makes a second one a duplicate for a day.</summary>
    public string? Id { get; init; }

    /// <summary>When it happened, according to its sender.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What is kept beside it and not scored, as JSON.</summary>
    public string? Attributes { get; init; }

    /// <summary>SHA-256 of the text.</summary>
    public byte[] Digest() => SHA256.HashData(Text.Span);
}
