using System.Security.Cryptography;

namespace Driftlock.Cli.Detection;

/// <summary>Names the group of a line: 16 hexadecimal digits, in every run and file the same.</summary>
internal static class GroupId
{
    private const int Bytes = 8;

    /// <summary>
    /// Of a masked line. The mask tells short numbers from long ones, for they differ in what they cost; a job 999 and
    /// a job 1000 are one kind of line all the same.
    /// </summary>
    public static string Of(ReadOnlySpan<byte> masked)
    {
        var form = new byte[masked.Length];
        var length = 0;
        foreach (var value in masked)
            if (value != '0' || length == 0 || form[length - 1] != '0') form[length++] = value;
        return Convert.ToHexStringLower(SHA256.HashData(form.AsSpan(0, length)).AsSpan(0, Bytes));
    }
}
