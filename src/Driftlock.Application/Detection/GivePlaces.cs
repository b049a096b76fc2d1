using Driftlock.Application.Shared;
using Driftlock.Domain.Detection.Events;

namespace Driftlock.Application.Detection;

/// <summary>Gives anomalies that were committed their places in the feed of their organization.</summary>
file sealed class Reaction(IFeedPlaces places) : IReactionToMany<AnomaliesFound>
{
    public Task Handle(Occurred<AnomaliesFound> notification, CancellationToken cancellationToken) =>
        HandleAll([notification], cancellationToken);

    public Task HandleAll(IReadOnlyList<Occurred<AnomaliesFound>> occurred, CancellationToken cancellationToken) =>
        places.GiveAsync([.. occurred.Select(one => one.Event)], cancellationToken);
}
