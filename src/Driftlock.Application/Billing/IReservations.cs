using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing;

/// <summary>Moves units between reserved, used and given back: single statements that the database carries out exactly.</summary>
public interface IReservations
{
    /// <summary>
    /// Reserves by one conditional statement, which is its own transaction: the counter of the period in which
    /// <paramref name="now"/> lies, by the organization's clock, grows if it has room and the account is served, and
    /// then the run is written down, with a lease by the real one. Those that are asked for at once may share a
    /// statement.
    /// </summary>
    Task<Reservation> ReserveAsync(OrganizationId organization, Guid run, int units, DateTimeOffset now);

    /// <summary>Starts the counter of a period, unless it is there.</summary>
    Task OpenPeriodAsync(
        OrganizationId organization, BillingPeriod period, Allowance allowance, CancellationToken cancellationToken);
}

/// <summary>How a reservation went.</summary>
/// <param name="Outcome">Whether the units are reserved.</param>
/// <param name="Usage">Where the organization stands, once they are.</param>
public readonly record struct Reservation(ReservationOutcome Outcome, Usage? Usage);

/// <summary>What can come of a reservation.</summary>
public enum ReservationOutcome
{
    /// <summary>The counter was not moved: it has no room, is not there yet, or the account is not served.</summary>
    NotTaken,

    /// <summary>The units are reserved, now or by an earlier call for the same run, or have been used by it.</summary>
    Taken,

    /// <summary>The run had its units and they were given back, which is for ever.</summary>
    GivenUp,
}
