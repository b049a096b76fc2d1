using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>Erases a stream with everything of it, in one transaction; whoever appends to it is waited for.</summary>
public interface IStreamEraser
{
    /// <summary>Erases the stream and tells the audit chain.</summary>
    Task<Result> EraseAsync(StreamId stream, AuditEntry act, CancellationToken cancellationToken);
}
