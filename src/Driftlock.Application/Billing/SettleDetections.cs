using Driftlock.Application.Shared;
using Driftlock.Domain.Detection.Events;

namespace Driftlock.Application.Billing;

/// <summary>Books in the ledger what committed detections used.</summary>
file sealed class Reaction(ILedger ledger, TimeProvider clock) : IReactionToMany<DetectionsSettled>
{
    public Task Handle(Occurred<DetectionsSettled> notification, CancellationToken cancellationToken) =>
        HandleAll([notification], cancellationToken);

    public Task HandleAll(IReadOnlyList<Occurred<DetectionsSettled>> occurred, CancellationToken cancellationToken) =>
        ledger.SettleAsync([.. occurred.Select(one => one.Event)], clock.GetUtcNow(), cancellationToken);
}
