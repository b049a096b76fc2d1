using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Driftlock.Application.Detection;

namespace Driftlock.Api.Detection.Records;

/// <summary>Each line is an event, whatever bytes it has; also an empty one.</summary>
internal static class PlainRecords
{
    public static async IAsyncEnumerable<Record> ReadAsync(
        PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in RecordLines.ReadAsync(body, IncomingEvent.Longest, cancellationToken))
        {
            yield return line.Content is { } bytes
                ? Record.Of(line.Number, new IncomingEvent(bytes))
                : Record.Refused(line.Number, RecordErrors.TooLong);
        }
    }
}
