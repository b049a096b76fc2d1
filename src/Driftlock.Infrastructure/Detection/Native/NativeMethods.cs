using System.Runtime.InteropServices;

// The library lies beside the program, and is taken from nowhere else.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>
/// The calls of <c>native/include/driftlock.h</c>. What is passed as a reference is the first element of a span, fixed
/// for the time of the call; the core keeps none of it.
/// </summary>
internal static partial class NativeMethods
{
    public const string Library = "driftlock_core";

    public const uint AbiVersion = 2;

    public const uint StateFormat = 1;

    /// <summary>Most words that the core tells of one event.</summary>
    public const int WordsPerEvent = 16;

    [LibraryImport(Library, EntryPoint = "dl_abi_version")]
    public static partial uint GetAbiVersion();

    /// <summary>The version of the core as a text that ends with a zero; the core owns it.</summary>
    [LibraryImport(Library, EntryPoint = "dl_version")]
    public static partial nint GetVersion();

    [LibraryImport(Library, EntryPoint = "dl_state_format")]
    public static partial uint GetStateFormat();

    [LibraryImport(Library, EntryPoint = "dl_struct_size")]
    public static partial uint GetStructSize(uint which);

    [LibraryImport(Library, EntryPoint = "dl_self_test")]
    public static partial NativeStatus TestSelf();

    [LibraryImport(Library, EntryPoint = "dl_workspace_new")]
    public static partial NativeStatus CreateWorkspace(uint cached, out WorkspaceHandle workspace);

    [LibraryImport(Library, EntryPoint = "dl_workspace_free")]
    public static partial void FreeWorkspace(nint workspace);

    [LibraryImport(Library, EntryPoint = "dl_stream_new")]
    public static partial NativeStatus CreateStream(in NativeOptions options, out StreamHandle stream);

    [LibraryImport(Library, EntryPoint = "dl_stream_load")]
    public static partial NativeStatus LoadStream(in byte bytes, ulong length, out StreamHandle stream);

    [LibraryImport(Library, EntryPoint = "dl_stream_free")]
    public static partial void FreeStream(nint stream);

    [LibraryImport(Library, EntryPoint = "dl_stream_save")]
    public static partial NativeStatus SaveStream(StreamHandle stream, out BufferHandle buffer);

    [LibraryImport(Library, EntryPoint = "dl_buffer_bytes")]
    public static partial nint GetBytes(BufferHandle buffer, out ulong length);

    [LibraryImport(Library, EntryPoint = "dl_buffer_free")]
    public static partial void FreeBuffer(nint buffer);

    [LibraryImport(Library, EntryPoint = "dl_stream_push")]
    public static partial NativeStatus Push(
        StreamHandle stream,
        WorkspaceHandle workspace,
        in byte bytes,
        ulong length,
        in uint offsets,
        uint count,
        uint learn,
        uint explainAt,
        ref NativeScore scores,
        ref NativeWord words,
        ulong wordsCapacity,
        out ulong wordsUsed);

    [LibraryImport(Library, EntryPoint = "dl_stream_explain")]
    public static partial NativeStatus Explain(
        StreamHandle stream,
        WorkspaceHandle workspace,
        in byte bytes,
        ulong length,
        ref NativeWord words,
        ulong wordsCapacity,
        out ulong wordsUsed);

    [LibraryImport(Library, EntryPoint = "dl_stream_anchor")]
    public static partial NativeStatus Anchor(StreamHandle stream, WorkspaceHandle workspace);

    [LibraryImport(Library, EntryPoint = "dl_stream_describe")]
    public static partial NativeStatus Describe(StreamHandle stream, out NativeDescription description);

    [LibraryImport(Library, EntryPoint = "dl_mask")]
    public static partial NativeStatus Mask(in byte text, ulong length, ref byte masked, ulong capacity, out ulong used);
}
