using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Keys;

/// <summary>Looks keys up by their digest, and brings what it finds under the newest pepper.</summary>
internal sealed class KeyDirectory(Database database)
{
    // One round trip: what the first statement finds decides whose rows the second one sees.
    private const string EnterOwner = """
        select set_config('app.organization', organization::text, false) from keys.key_owners where digest = any($1)
        """;

    private const string Read = """
        select id, organization, digest, pepper_version, scopes, stream, requests_per_minute, expires_at, revoked_at
        from keys.api_keys where id in (select key from keys.key_owners where digest = any($1))
        """;

    private const string UpgradeKey =
        "update keys.api_keys set digest = $1, pepper_version = $2 where id = $3 and digest = $4";

    private const string UpgradeOwner = "update keys.key_owners set digest = $1 where key = $2 and digest = $3";

    public async Task<Result<KnownKey>> FindAsync(
        IReadOnlyList<KeyDigest> digests, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.App.OpenConnectionAsync(cancellationToken);
            var found = await ReadAsync(connection, digests, cancellationToken);
            if (found is null) return KeyErrors.NotFound;
            if (found.Digest.PepperVersion == digests[0].PepperVersion) return found;

            await UpgradeAsync(connection, found, digests[0], cancellationToken);
            return found with { Digest = digests[0] };
        }
        catch (NpgsqlException)
        {
            return DatabaseErrors.Unavailable;
        }
    }

    private static async Task<KnownKey?> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<KeyDigest> digests, CancellationToken cancellationToken)
    {
        string[] sought = [.. digests.Select(digest => digest.Hex)];
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(EnterOwner) { Parameters = { Value(sought) } },
                new NpgsqlBatchCommand(Read) { Parameters = { Value(sought) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? From(reader) : null;
    }

    private static KnownKey From(NpgsqlDataReader reader)
    {
        var id = ApiKeyId.From(reader.GetGuid(0));
        var digest = new KeyDigest(reader.GetString(2), reader.GetInt32(3));
        return new KnownKey(id, OrganizationId.From(reader.GetGuid(1)), digest)
        {
            Scopes = reader.GetFieldValue<string[]>(4),
            Stream = reader.IsDBNull(5) ? null : StreamId.From(reader.GetGuid(5)),
            RequestsPerMinute = reader.IsDBNull(6) ? null : reader.GetInt32(6),
            ExpiresAt = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
            RevokedAt = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
        };
    }

    // Two that find the key at once: the second changes nothing. A batch is one transaction.
    private static async Task UpgradeAsync(
        NpgsqlConnection connection, KnownKey found, KeyDigest newest, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(UpgradeKey)
                {
                    Parameters =
                    {
                        Value(newest.Hex), Value(newest.PepperVersion), Value(found.Id.Value), Value(found.Digest.Hex),
                    },
                },
                new NpgsqlBatchCommand(UpgradeOwner)
                {
                    Parameters = { Value(newest.Hex), Value(found.Id.Value), Value(found.Digest.Hex) },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
