using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using FluentValidation;

namespace Driftlock.Application.Billing;

file sealed class Rules : AbstractValidator<ReserveDetections>
{
    public Rules() => RuleFor(command => command.Events).GreaterThanOrEqualTo(0);
}

file sealed class Handler(
    Lazy<IBillingDb> db, IReservations reservations, EntitlementsCache cache, IOrganizationClock clock)
    : ICommandHandler<ReserveDetections, Usage>
{
    // A period that has no counter yet takes a second attempt, room that was given back meanwhile a third.
    private const int MostAttempts = 3;

    public async Task<Result<Usage>> Handle(ReserveDetections command, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(command.Organization, cancellationToken);
        var refusal = BillingErrors.NoAccount;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (command.Events > 0)
            {
                var (outcome, usage) = await reservations.ReserveAsync(
                    command.Organization, command.Run, command.Events, now);
                if (outcome == ReservationOutcome.GivenUp) return BillingErrors.RunGivenUp;
                if (outcome == ReservationOutcome.Taken)
                {
                    cache.Note(command.Organization, usage!);
                    return usage!;
                }
            }

            // Only now is it worth asking why.
            var standing = await db.Value.StandingAsync(command.Organization, now, cancellationToken);
            if (standing is null) return BillingErrors.NoAccount;
            if (standing.Account.Status == BillingStatus.Suspended) return BillingErrors.Suspended;
            if (command.Events == 0) return standing.Usage;

            refusal = BillingErrors.QuotaExceeded(standing.Period.End - now);
            if (standing.Counter?.HasRoomFor(command.Events) == false) return refusal;
            if (standing.Counter is null)
            {
                await reservations.OpenPeriodAsync(
                    command.Organization, standing.Period, standing.Allowance, cancellationToken);
            }
        }

        return refusal;
    }
}
