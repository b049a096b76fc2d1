using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>Explains events by the models of their streams as those are now.</summary>
public interface IStreamWords
{
    /// <summary>What the words of an event would cost its stream now. Teaches nothing.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="text">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The dearest words, dearest first; none while the stream has no baseline, or too many wait for it already.
    /// </returns>
    Task<IReadOnlyList<WordCost>> ExplainAsync(
        EventStream stream, ReadOnlyMemory<byte> text, CancellationToken cancellationToken);
}
