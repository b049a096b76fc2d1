using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing;

/// <summary>
/// Gives the units of a run back whose lease has ended, once the run can no longer be committed. A run that was committed
/// gets another lease, within which its settlement is to arrive.
/// </summary>
public sealed record FreeExpiredReservation(OrganizationId Organization, Guid Run) : ICommand, IForOrganization;

file sealed class Handler(ILedger ledger, TimeProvider clock) : ICommandHandler<FreeExpiredReservation>
{
    public async Task<Result> Handle(FreeExpiredReservation command, CancellationToken cancellationToken)
    {
        await ledger.GiveBackAsync(
            command.Organization, command.Run, GiveBackReason.Expired, clock.GetUtcNow(), cancellationToken);
        return Result.Success;
    }
}
