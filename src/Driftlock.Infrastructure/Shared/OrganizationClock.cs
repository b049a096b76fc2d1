using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Settings under <c>Clock</c>.</summary>
internal sealed class ClockOptions
{
    /// <summary>Whether an organization's time may be moved ahead: for trying out, never where money is real.</summary>
    public bool Adjustable { get; init; }
}

/// <summary>Asks the database for the offset only where there can be one.</summary>
internal sealed class OrganizationClock(Database database, IOptions<ClockOptions> options, TimeProvider clock)
    : IOrganizationClock
{
    private const string Ahead = "select ahead from shared.organization_clocks where organization = $1";

    private const string Advance = """
        insert into shared.organization_clocks as moved (organization, ahead) values ($1, $2)
        on conflict (organization) do update set ahead = moved.ahead + excluded.ahead
        """;

    public async ValueTask<DateTimeOffset> NowAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (!options.Value.Adjustable) return clock.GetUtcNow();

        await using var command = database.Worker.CreateCommand(Ahead);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organization.Value });
        var ahead = await command.ExecuteScalarAsync(cancellationToken) as TimeSpan?;
        return clock.GetUtcNow() + (ahead ?? TimeSpan.Zero);
    }

    public async Task AdvanceAsync(OrganizationId organization, TimeSpan by, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        if (!options.Value.Adjustable)
        {
            throw new InvalidOperationException("Clocks of organizations are not adjustable on this installation.");
        }

        await using var command = database.Worker.CreateCommand(Advance);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organization.Value });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = by });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
