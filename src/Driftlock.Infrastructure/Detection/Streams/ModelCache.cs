using System.ComponentModel.DataAnnotations;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Microsoft.Extensions.Options;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// The models of this process, bounded by what they weigh. Whoever works on a stream has its place alone until he leaves
/// it; models of streams nobody works on go when room is needed, the one used longest ago first.
/// </summary>
internal sealed class ModelCache(IOptions<ModelCacheOptions> options) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(OrganizationId, StreamId), Place> places = [];
    private readonly LinkedList<Place> idle = [];
    private long bytes;

    /// <summary>What the models weigh together.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return bytes;
        }
    }

    /// <summary>The stream's place, once nobody else has it; none when too many wait for it already.</summary>
    public async Task<Place?> EnterAsync(
        OrganizationId organization, StreamId stream, CancellationToken cancellationToken)
    {
        Place place;
        lock (gate)
        {
            if (!places.TryGetValue((organization, stream), out place!))
            {
                places[(organization, stream)] = place = new Place(this, (organization, stream));
            }

            if (place.Wanted > options.Value.MostWaiting) return null;
            if (place.Wanted++ == 0 && place.Idle is { } node) idle.Remove(node);
            place.Idle = null;
        }

        try
        {
            await place.Turn.WaitAsync(cancellationToken);
            return place;
        }
        catch
        {
            // Whoever is at work there now says what it weighs.
            lock (gate) StopWanting(place);
            throw;
        }
    }

    /// <summary>Forgets all models; nobody may be at work.</summary>
    public void Dispose()
    {
        foreach (var place in places.Values) place.Forget();
    }

    private void Leave(Place place)
    {
        lock (gate)
        {
            bytes += place.Weight - place.CountedWeight;
            place.CountedWeight = place.Weight;
            StopWanting(place);
            while (idle.First is { } oldest && (bytes > options.Value.Bytes || oldest.Value.State is null))
            {
                idle.RemoveFirst();
                bytes -= oldest.Value.CountedWeight;
                places.Remove(oldest.Value.Key);
                oldest.Value.Forget();
            }
        }
    }

    private void StopWanting(Place place)
    {
        if (--place.Wanted == 0) place.Idle = idle.AddLast(place);
    }

    /// <summary>Where a stream's model stands.</summary>
    internal sealed class Place(ModelCache cache, (OrganizationId Organization, StreamId Stream) key) : IDisposable
    {
        public (OrganizationId Organization, StreamId Stream) Key => key;

        /// <summary>The state, if it is known here.</summary>
        public StreamState? State { get; set; }

        /// <summary>The head as this process left it, with the state at its end.</summary>
        public StreamHead? Head { get; set; }

        /// <summary>When another process had moved the stream while this one composed.</summary>
        public DateTimeOffset? OvertakenAt { get; set; }

        internal SemaphoreSlim Turn { get; } = new(1);

        internal int Wanted { get; set; }

        internal LinkedListNode<Place>? Idle { get; set; }

        internal long Weight => State?.Bytes ?? 0;

        internal long CountedWeight { get; set; }

        /// <summary>Drops a state that is not what the log says.</summary>
        public void Forget()
        {
            State?.Dispose();
            (State, Head) = (null, null);
        }

        /// <summary>Leaves the place to the next.</summary>
        public void Dispose()
        {
            cache.Leave(this);
            Turn.Release();
        }
    }
}

/// <summary>How much the models of a process may take: <c>Detection:Models</c>.</summary>
internal sealed class ModelCacheOptions
{
    public const string Section = "Detection:Models";

    /// <summary>Bytes of all models together, those at work not counted out.</summary>
    [Range(0, 1L << 40)]
    public long Bytes { get; init; } = 512L << 20;

    /// <summary>Most requests that wait for one stream; the next one is told to come back.</summary>
    [Range(0, 4096)]
    public int MostWaiting { get; init; } = 64;
}
