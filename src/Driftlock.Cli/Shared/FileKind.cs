using System.Runtime.InteropServices;

namespace Driftlock.Cli.Shared;

/// <summary>What a name stands for.</summary>
internal enum FileKind
{
    /// <summary>Nothing, or nothing that may be looked at.</summary>
    None,

    /// <summary>A file on a disk: it can be read as often as one likes, and replaced.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A pipe, a device or a socket: what is read is gone, and opening it may wait for somebody.</summary>
    Other,
}

/// <summary>Looks at a file without opening it, for which the framework has no call.</summary>
internal static partial class FileKinds
{
    // statx(2): the one form of the answer that is the same on every architecture.
    private const int CurrentFolder = -100;
    private const uint TypeWanted = 1;
    private const int AnswerLength = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;

    /// <summary>What the name stands for; of a link, what it leads to.</summary>
    public static FileKind Of(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerLength];
        if (Ask(CurrentFolder, path, 0, TypeWanted, ref answer[0]) != 0) return FileKind.None;

        var mode = MemoryMarshal.Read<ushort>(answer[ModeOffset..]);
        return (mode & TypeMask) switch
        {
            RegularType => FileKind.Regular,
            DirectoryType => FileKind.Directory,
            _ => FileKind.Other,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(int folder, string path, int flags, uint wanted, ref byte answer);
}
