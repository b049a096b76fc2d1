using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Microsoft.Extensions.Options;

namespace Driftlock.Infrastructure.Detection.Feed;

/// <summary>The followers of this process, by organization.</summary>
internal sealed class FeedSignals(IOptions<FeedOptions> options, TimeProvider clock) : IFeedSignals
{
    private readonly Lock gate = new();
    private readonly Dictionary<OrganizationId, HashSet<FeedSignal>> followers = [];
    private int open;

    public Result<IFeedSignal> Listen(OrganizationId organization, StreamId? stream)
    {
        lock (gate)
        {
            if (open >= options.Value.PerProcess) return DetectionErrors.NoRoomToFollow;
            if (!followers.TryGetValue(organization, out var own)) followers[organization] = own = [];
            if (own.Count >= options.Value.PerOrganization) return DetectionErrors.TooManyFollowers;

            var signal = new FeedSignal(stream, clock, closed => Close(organization, closed));
            own.Add(signal);
            open++;
            return Result.Of<IFeedSignal>(signal);
        }
    }

    public void Tell(OrganizationId organization, Action<FeedSignal> news)
    {
        lock (gate)
        {
            foreach (var signal in followers.GetValueOrDefault(organization) ?? []) news(signal);
        }
    }

    /// <summary>Tells all of them that something may have been missed.</summary>
    public void Doubt()
    {
        lock (gate)
        {
            foreach (var signal in followers.Values.SelectMany(own => own)) signal.Doubt();
        }
    }

    private void Close(OrganizationId organization, FeedSignal closed)
    {
        lock (gate)
        {
            var own = followers.GetValueOrDefault(organization);
            if (own?.Remove(closed) != true) return;

            open--;
            if (own.Count == 0) followers.Remove(organization);
        }
    }
}
