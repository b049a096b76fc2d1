using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Explains by the model of a stream's place, brought to where its log ends.</summary>
internal sealed class StreamWords(DetectionDbContext db, ModelCache models, StreamReplay replay) : IStreamWords
{
    public async Task<IReadOnlyList<WordCost>> ExplainAsync(
        EventStream stream, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        using var place = await models.EnterAsync(stream.Organization, stream.Id, cancellationToken);
        if (place is null) return [];

        try
        {
            var head = await db.Heads.AsNoTracking()
                .SingleOrDefaultAsync(one => one.Stream == stream.Id, cancellationToken);
            if (head is null) return [];

            var state = await replay.CatchUpAsync(place, head, cancellationToken);
            return state.Model.Explain(text.Span);
        }
        catch
        {
            // A model that was left in the middle of an entry would learn its first events twice.
            place.Forget();
            throw;
        }
    }
}
