using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Driftlock.Cli.Shared;

/// <summary>What the framework has no call for: folders whose names outlive a loss of power.</summary>
internal static partial class Folders
{
    private const int ReadAndCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC

    /// <summary>Makes the folder, for its owner alone, and all above it that are missing.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// Sees to it that the names in the folder are on the disk: a file that was flushed may have none there yet.
    /// </summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new SafeFileHandle(Open(path, ReadAndCloseOnExec), ownsHandle: true);
        if (!folder.IsInvalid) RandomAccess.FlushToDisk(folder);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Open(string path, int flags);
}
