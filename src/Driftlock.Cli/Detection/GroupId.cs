using System.Security.Cryptography;

namespace Driftlock.Cli.Detection;

/// <summary>Names the group of a line: 16 hexadecimal digits, in every run and file the same.</summary>
internal static class GroupId
{
    private const int Bytes = 8;
    private const int Piece = 1024;

    /// <summary>
    /// Of a masked line. The mask tells short numbers from long ones, for they differ in what they cost; a job 999 and
    /// a job 1000 are one kind of line all the same.
    /// </summary>
    public static string Of(ReadOnlySpan<byte> masked)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> form = stackalloc byte[Piece];
        var (length, last) = (0, (byte)0);
        foreach (var value in masked)
        {
            if (value == '0' && last == '0') continue;
            form[length++] = last = value;
            if (length < Piece) continue;
            hash.AppendData(form);
            length = 0;
        }

        hash.AppendData(form[..length]);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    }
}
