using Microsoft.Win32.SafeHandles;

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>A stream's model in the core.</summary>
internal sealed class StreamHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.FreeStream(handle);
        return true;
    }
}

/// <summary>A thread's buffers and line cache in the core; never changes an answer.</summary>
internal sealed class WorkspaceHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.FreeWorkspace(handle);
        return true;
    }
}

/// <summary>Bytes that the core owns.</summary>
internal sealed class BufferHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.FreeBuffer(handle);
        return true;
    }
}
