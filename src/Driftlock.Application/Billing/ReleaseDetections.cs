using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing;

file sealed class Handler(ILedger ledger, TimeProvider clock) : ICommandHandler<ReleaseDetections>
{
    public async Task<Result> Handle(ReleaseDetections command, CancellationToken cancellationToken)
    {
        await ledger.GiveBackAsync(
            command.Organization, command.Run, GiveBackReason.Released, clock.GetUtcNow(), cancellationToken);
        return Result.Success;
    }
}
