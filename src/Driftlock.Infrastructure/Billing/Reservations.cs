using Driftlock.Application.Billing;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Billing;

/// <summary>The statements that move units.</summary>
internal sealed class Reservations(DatabaseAccess access, TimeProvider clock) : IReservations
{
    /// <summary>
    /// How long a reservation stands by itself: longer than any request may last, so that only work that died runs into it.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    // One statement: who waits for the row sees the counter as it is then. A run that is known fails on its key and takes
    // the count back with it.
    private const string Reserve = """
        with counted as (
            update billing.periods p
            set accepted = p.accepted + $4
            where p.organization = $1 and p.starts_at <= $3 and $3 < p.ends_at
              and (p.ceiling is null or p.accepted - p.rejected + $4 <= p.ceiling)
              and exists (select from billing.accounts a where a.organization = $1 and a.status <> 'suspended')
            returning p.starts_at, p.ends_at, p.included, p.accepted - p.rejected as used),
        written as (
            insert into billing.reservations (organization, run, period_start, units, leased_until)
            select $1, $2, starts_at, $4, $5 from counted)
        select used, included, ends_at from counted
        """;

    // What is committed under the reservation waits for the disk, and with it for all that was written before. A server
    // that loses the reservation has lost that too.
    private const string NeedNotWait = "select set_config('synchronous_commit', 'off', true)";

    private const string Find = """
        select p.accepted - p.rejected, p.included, p.ends_at, r.state
        from billing.reservations r
        join billing.periods p on p.organization = r.organization and p.starts_at = r.period_start
        where r.organization = $1 and r.run = $2
        """;

    private const string OpenPeriod = """
        insert into billing.periods (organization, starts_at, ends_at, included, ceiling) values ($1, $2, $3, $4, $5)
        on conflict (organization, starts_at) do nothing
        """;

    public async Task<Reservation> ReserveAsync(
        OrganizationId organization, Guid run, int units, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await access.OpenAsync(cancellationToken);
        try
        {
            await using var reserve = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand(NeedNotWait),
                    new NpgsqlBatchCommand(Reserve)
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<Guid> { TypedValue = organization.Value },
                            new NpgsqlParameter<Guid> { TypedValue = run },
                            new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
                            new NpgsqlParameter<int> { TypedValue = units },
                            new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() + Lease },
                        },
                    },
                },
            };
            Usage? usage;
            await using (var reader = await reserve.ExecuteReaderAsync(cancellationToken))
            {
                await reader.NextResultAsync(cancellationToken);
                usage = await reader.ReadAsync(cancellationToken) ? UsageIn(reader) : null;
            }

            if (usage is not null)
            {
                Fault.Point("billing.reserved");
                return new Reservation(ReservationOutcome.Taken, usage);
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Answered below, as where the run is known and the counter has no room any more.
        }

        return await FindAsync(organization, run, connection, cancellationToken);
    }

    public async Task OpenPeriodAsync(
        OrganizationId organization, BillingPeriod period, Allowance allowance, CancellationToken cancellationToken)
    {
        await using var connection = await access.OpenAsync(cancellationToken);
        await using var open = new NpgsqlCommand(OpenPeriod, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = organization.Value },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = period.Start },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = period.End },
                new NpgsqlParameter<long?> { TypedValue = allowance.Included },
                new NpgsqlParameter<long?> { TypedValue = allowance.Ceiling },
            },
        };
        await open.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Reservation> FindAsync(
        OrganizationId organization, Guid run, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(Find, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = organization.Value },
                new NpgsqlParameter<Guid> { TypedValue = run },
            },
        };
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return new Reservation(ReservationOutcome.NotTaken, null);

        return reader.GetString(3) == "given_up"
            ? new Reservation(ReservationOutcome.GivenUp, null)
            : new Reservation(ReservationOutcome.Taken, UsageIn(reader));
    }

    private static Usage UsageIn(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2));
}
