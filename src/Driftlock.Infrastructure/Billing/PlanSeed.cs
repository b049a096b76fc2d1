using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Driftlock.Infrastructure.Billing;

/// <summary>
/// Brings the catalogue of the configuration into its table. The product's own stands in <c>plans.json</c>; an installation
/// overrides single values under <c>Billing:Plans</c>. Periods that have begun keep what they began with.
/// </summary>
internal sealed class PlanSeed(IConfiguration configuration) : IModuleSeed
{
    private const string Upsert = """
        insert into billing.plans (name, position, price_minor, currency_code, included_events, overage_minor,
            retention_days, alerts_per_period, streams, requests_per_minute, teaching_bytes_per_day, features, aliases)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (name) do update set (position, price_minor, currency_code, included_events, overage_minor,
            retention_days, alerts_per_period, streams, requests_per_minute, teaching_bytes_per_day, features, aliases)
          = row(excluded.position, excluded.price_minor, excluded.currency_code, excluded.included_events,
            excluded.overage_minor, excluded.retention_days, excluded.alerts_per_period, excluded.streams,
            excluded.requests_per_minute, excluded.teaching_bytes_per_day, excluded.features, excluded.aliases)
        """;

    public async Task SeedAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(owner);
        foreach (var (name, plan) in Read()) batch.BatchCommands.Add(Upserting(name, plan));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Upserting(string name, PlanSettings plan) => new(Upsert)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = name },
            new NpgsqlParameter<int> { TypedValue = plan.Position },
            new NpgsqlParameter<long> { TypedValue = plan.PriceMinor },
            new NpgsqlParameter<string> { TypedValue = plan.Currency },
            new NpgsqlParameter<long?> { TypedValue = plan.IncludedEvents },
            new NpgsqlParameter<long?> { TypedValue = plan.OverageMinor },
            new NpgsqlParameter<int> { TypedValue = plan.RetentionDays },
            new NpgsqlParameter<int?> { TypedValue = plan.AlertsPerPeriod },
            new NpgsqlParameter<int> { TypedValue = plan.Streams },
            new NpgsqlParameter<int> { TypedValue = plan.RequestsPerMinute },
            new NpgsqlParameter<long> { TypedValue = plan.TeachingBytesPerDay },
            new NpgsqlParameter<string[]> { TypedValue = plan.Features },
            new NpgsqlParameter<string[]> { TypedValue = plan.Aliases },
        },
    };

    private Dictionary<string, PlanSettings> Read()
    {
        using var own = typeof(PlanSeed).Assembly.GetManifestResourceStream($"{typeof(PlanSeed).Namespace}.plans.json")!;
        var plans = new ConfigurationBuilder().AddJsonStream(own).AddConfiguration(configuration.GetSection("Billing"))
            .Build().GetSection("Plans").Get<Dictionary<string, PlanSettings>>()!;
        var twice = plans.SelectMany(plan => plan.Value.Aliases.Append(plan.Key)).CountBy(name => name)
            .Where(name => name.Value > 1).Select(name => name.Key).ToList();
        return twice.Count == 0
            ? plans
            : throw new InvalidOperationException($"Billing:Plans has two plans that are called {string.Join(", ", twice)}.");
    }
}

/// <summary>A plan as the configuration has it; the names are those of <see cref="Domain.Billing.Plan"/>.</summary>
internal sealed record PlanSettings(
    int Position,
    long PriceMinor,
    string Currency,
    int RetentionDays,
    int Streams,
    int RequestsPerMinute,
    long TeachingBytesPerDay,
    string[] Features,
    string[] Aliases,
    long? IncludedEvents = null,
    long? OverageMinor = null,
    int? AlertsPerPeriod = null);
