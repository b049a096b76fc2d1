using Driftlock.Application.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>A database in which anomalies have their places in their own rows gets the table of places.</summary>
public sealed class FeedMigrationTests
{
    private const string Placed = "00000000-0000-7000-8000-000000000001";
    private const string Unplaced = "00000000-0000-7000-8000-000000000002";
    private const string Gone = "00000000-0000-7000-8000-000000000003";
    private const string Organization = "00000000-0000-7000-8000-00000000000a";
    private const string Stream = "00000000-0000-7000-8000-00000000000b";

    private const string Before = $$"""
        insert into detection.anomalies (
            organization, id, stream, sequence, "group", at, retention_days, text, bits, expected_bits, score, p_value, p_recent, p_deciding, calibration_events, severity, flags, explanation, words,
            alpha, core_version, status, place)
        select '{{Organization}}', id::uuid, '{{Stream}}', 0, '{{Stream}}', at, class,
            'odd', 9, 9, 9, 0.1, 0.1, 0.1, 9, 0, '{}', '', '[]', 0.1, '1', 0, place
        from (values
            ('{{Placed}}', now(), 30, 1),
            ('{{Unplaced}}', now() + interval '1 minute', 90, null)) stored (id, at, class, place);
        insert into detection.feeds values ('{{Organization}}', 1);
        insert into detection.outbox (id, organization, name, content, occurred_at, next_attempt_at)
        select id::uuid, '{{Organization}}', 'detection.anomalies_found', jsonb_build_object(
            'organization', '{{Organization}}', 'stream', '{{Stream}}', 'anomalies', jsonb_build_array(id)),
            now(), now()
        from unnest(array ['{{Unplaced}}', '{{Gone}}']) id
        """;

    [Fact]
    public async Task Places_stay_and_what_waits_for_one_gets_the_next()
    {
        var cluster = await PrivateCluster.Shared;
        var address = cluster.ConnectionString("feed_before");
        await cluster.AdministerAsync("create database feed_before owner driftlock");
        await using var services = MigratedDatabase.Services(address);
        var owner = services.GetRequiredService<Database>().Owner;
        await RunAsync(owner, ["create schema shared", .. Scripts("Shared")]);
        await RunAsync(owner, ["create schema detection", .. Scripts("Detection").TakeWhile(IsBefore)]);
        await AdministerAsync(address, Before);

        await RunAsync(owner, Scripts("Detection").SkipWhile(IsBefore));
        await services.GetRequiredService<OutboxRelay>().RelayBatchAsync("detection", CancellationToken.None);

        await using var scope = services.CreateAsyncScope();
        var page = (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
            new FollowAnomalies(OrganizationId.From(Guid.Parse(Organization))) { After = 0 })).Value!;
        page.Anomalies.Select(one => (one.Place, one.Anomaly.Id.Value))
            .Should().Equal((1, Guid.Parse(Placed)), (2, Guid.Parse(Unplaced)));
        page.Place.Should().Be(2, "what is gone gets no place");
    }

    private static bool IsBefore(string script) =>
        !script.Contains("create table detection.feed_places", StringComparison.Ordinal);

    // The migrations of a module, in their order.
    private static IEnumerable<string> Scripts(string module)
    {
        var code = typeof(DetectionDbContext).Assembly;
        foreach (var name in code.GetManifestResourceNames()
            .Where(name => name.StartsWith($"Driftlock.Infrastructure.{module}.Migrations.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(code.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }

    private static async Task RunAsync(NpgsqlDataSource owner, IEnumerable<string> scripts)
    {
        foreach (var script in scripts)
        {
            await using var command = owner.CreateCommand(script);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task AdministerAsync(string address, string statements)
    {
        var settings = new NpgsqlConnectionStringBuilder(address) { Username = "owner", Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync();
    }
}
