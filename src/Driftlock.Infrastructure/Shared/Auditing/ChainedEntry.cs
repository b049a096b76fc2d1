using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Driftlock.Application.Shared;

namespace Driftlock.Infrastructure.Shared.Auditing;

/// <summary>An entry at its place in the chain of its organization.</summary>
/// <param name="Entry">What it says.</param>
/// <param name="Sequence">Its number, from 1 without a gap.</param>
/// <param name="At">When it was written, to the microsecond: that is what the database keeps.</param>
/// <param name="Previous">The hash of the entry before it; of <see cref="Start"/> for the first.</param>
internal sealed record ChainedEntry(AuditEntry Entry, long Sequence, DateTimeOffset At, byte[] Previous)
{
    /// <summary>What the first entry of a chain has before it.</summary>
    public static readonly byte[] Start = new byte[SHA256.HashSizeInBytes];

    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    // Characters stand as they are, as in JCS (RFC 8785): the hash does not hang on a list of what a browser likes.
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The time as it will be read back.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>
    /// SHA-256 over every field as canonical JSON: names sorted, no white space, times in UTC microseconds.
    /// </summary>
    public byte[] Hash()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WriteString("action", Entry.Action);
            json.WriteString("actor", Entry.Actor);
            json.WriteString("at", At.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));
            json.WriteStartObject("details");
            foreach (var (name, value) in Entry.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteString("organization", Entry.Organization.Value);
            json.WriteString("previous", Convert.ToHexStringLower(Previous));
            json.WriteNumber("sequence", Sequence);
            json.WriteString("subject", Entry.Subject);
            json.WriteEndObject();
        }

        return SHA256.HashData(buffer.WrittenSpan);
    }
}
