using Driftlock.Application.Billing;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Billing;

/// <summary>
/// Looks for reservations whose lease has ended and has each freed by itself, and clears closed ones away. Any number of
/// nodes may do so at once: the row of a reservation is locked while it is freed.
/// </summary>
internal sealed partial class ExpiredReservations(
    Database database, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ExpiredReservations> logger)
    : BackgroundService
{
    /// <summary>How long a closed reservation is kept, so that its run is known if it comes again.</summary>
    public static readonly TimeSpan KeptClosed = TimeSpan.FromDays(7);

    private const int MostAtOnce = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private const string Expired = """
        select organization, run from billing.reservations where state = 'pending' and leased_until <= $1
        order by leased_until limit $2
        """;

    private const string ClearAway = """
        delete from billing.reservations where (organization, run) in (
            select organization, run from billing.reservations where state <> 'pending' and closed_at < $1 limit $2)
        """;

    /// <summary>One round.</summary>
    public async Task FreeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var expired = new List<(OrganizationId Organization, Guid Run)>();
        await using (var find = Statement(Expired, now))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                expired.Add((OrganizationId.From(reader.GetGuid(0)), reader.GetGuid(1)));
            }
        }

        foreach (var (organization, run) in expired)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMediator>()
                    .Send(new FreeExpiredReservation(organization, run), cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One that cannot be freed holds up no other; the next round tries it again.
                LogNotFreed(failure, organization.Value, run);
            }
        }

        await using var clear = Statement(ClearAway, now - KeptClosed);
        while (await clear.ExecuteNonQueryAsync(cancellationToken) == MostAtOnce)
        {
            // The next ones.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await FreeAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailedRound(failure);
            }
        }
    }

    private NpgsqlCommand Statement(string statement, DateTimeOffset before)
    {
        var command = database.Worker.CreateCommand(statement);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostAtOnce });
        return command;
    }

    [LoggerMessage(1001, LogLevel.Warning, "Expired reservations could not be freed; the next round tries again.")]
    private partial void LogFailedRound(Exception failure);

    [LoggerMessage(1002, LogLevel.Warning, "Run {Run} of {Organization} could not be freed; the next round tries again.")]
    private partial void LogNotFreed(Exception failure, Guid organization, Guid run);
}
