using Driftlock.Application.Billing;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Billing;

/// <summary>The statements that move units. Reservations that come while others are written go together with the next.</summary>
internal sealed class Reservations : IReservations
{
    /// <summary>Most reservations of a statement.</summary>
    public const int MostTogether = 64;

    /// <summary>
    /// How long a reservation stands by itself: longer than any request may last, so that only work that died runs into it.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    // One statement, for all or none: who waits for the row sees the counter as it is then. A run that is known fails on
    // its key and takes the count back with it.
    private const string Reserve = """
        with asked as (
            select run, units, sum(units) over (order by number) as until, sum(units) over () as total
            from unnest($2, $4) with ordinality as asked (run, units, number)),
        counted as (
            update billing.periods p
            set accepted = p.accepted + (select sum(units) from asked)
            where p.organization = $1 and p.starts_at <= $3 and $6 < p.ends_at
              and (p.ceiling is null or p.accepted - p.rejected + (select sum(units) from asked) <= p.ceiling)
              and exists (select from billing.accounts a where a.organization = $1 and a.status <> 'suspended')
            returning p.starts_at, p.ends_at, p.included, p.accepted - p.rejected as used),
        written as (
            insert into billing.reservations (organization, run, period_start, units, leased_until)
            select $1, run, starts_at, units, $5 from counted cross join asked)
        select used - total + until, included, ends_at, run from counted cross join asked
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

    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly Gathering<OrganizationId, Wanted, Reservation> gathering;

    public Reservations(Database database, TimeProvider clock)
    {
        (this.database, this.clock) = (database, clock);
        // One at a time, for all of them wait for the same counter.
        gathering = new Gathering<OrganizationId, Wanted, Reservation>(MostTogether, lanes: 1, ReserveAllAsync);
    }

    public Task<Reservation> ReserveAsync(OrganizationId organization, Guid run, int units, DateTimeOffset now) =>
        gathering.AddAsync(organization, new Wanted(run, units, now));

    public async Task OpenPeriodAsync(
        OrganizationId organization, BillingPeriod period, Allowance allowance, CancellationToken cancellationToken)
    {
        await using var connection = await database.Sessions.OpenAsync(organization, cancellationToken);
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

    private async Task<IReadOnlyList<Task<Reservation>>> ReserveAllAsync(
        OrganizationId organization, IReadOnlyList<Wanted> all)
    {
        await using var connection = await database.Sessions.OpenAsync(organization, CancellationToken.None);
        if (await TryTakeAsync(organization, all, connection) is { } taken)
        {
            return [.. all.Select(wanted => Task.FromResult(taken[wanted.Run]))];
        }

        // No room for all of them, or one is known, or their periods differ: each is asked for by itself.
        var answers = new List<Task<Reservation>>();
        foreach (var wanted in all)
        {
            answers.Add(await Outcome.OfAsync(
                () => ReserveAloneAsync(organization, wanted, connection, isTried: all.Count == 1)));
        }

        return answers;
    }

    private async Task<Reservation> ReserveAloneAsync(
        OrganizationId organization, Wanted wanted, NpgsqlConnection connection, bool isTried)
    {
        var taken = isTried ? null : await TryTakeAsync(organization, [wanted], connection);
        return taken?[wanted.Run] ?? await FindAsync(organization, wanted.Run, connection, CancellationToken.None);
    }

    private async Task<Dictionary<Guid, Reservation>?> TryTakeAsync(
        OrganizationId organization, IReadOnlyList<Wanted> wanted, NpgsqlConnection connection)
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
                        new NpgsqlParameter<Guid[]> { TypedValue = [.. wanted.Select(one => one.Run)] },
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = wanted.Min(one => one.Now) },
                        new NpgsqlParameter<int[]> { TypedValue = [.. wanted.Select(one => one.Units)] },
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() + Lease },
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = wanted.Max(one => one.Now) },
                    },
                },
            },
        };
        var taken = new Dictionary<Guid, Reservation>();
        try
        {
            await using var row = await reserve.ExecuteReaderAsync();
            await row.NextResultAsync();
            while (await row.ReadAsync())
            {
                taken[row.GetGuid(3)] = new Reservation(ReservationOutcome.Taken, UsageIn(row));
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null;
        }

        if (taken.Count == 0) return null;

        Fault.Point("billing.reserved");
        return taken;
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

    private sealed record Wanted(Guid Run, int Units, DateTimeOffset Now);
}
