using Driftlock.Application.Shared;
using Driftlock.Domain.Detection.Events;

namespace Driftlock.Application.Billing;

/// <summary>Books in the ledger what a committed detection used.</summary>
file sealed class Reaction(ILedger ledger, TimeProvider clock) : IReaction<DetectionsSettled>
{
    public Task Handle(Occurred<DetectionsSettled> notification, CancellationToken cancellationToken) =>
        ledger.SettleAsync(notification.Event, clock.GetUtcNow(), cancellationToken);
}
