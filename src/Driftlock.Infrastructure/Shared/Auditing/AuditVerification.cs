using System.Runtime.CompilerServices;
using System.Text.Json;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Auditing;

/// <summary>
/// Reads every chain from its first entry to its head. Finds an entry that was edited, put in, taken out, moved or
/// brought from another chain, and an end that was cut off.
/// </summary>
internal sealed class AuditVerification(Database database) : IInvariant
{
    /// <summary>Breaches named at most: someone looks after the first.</summary>
    public const int MostNamed = 100;

    private const string Entries = """
        select organization, sequence, at, actor, action, subject, details, previous, hash
        from shared.audit order by organization, sequence
        """;

    private const string Heads = "select organization, sequence, hash from shared.audit_heads";

    public string Name => "shared: the audit chains verify, without a gap";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(cancellationToken);
        // One snapshot: an entry that is appended meanwhile is in both readings or in neither.
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var ends = new Dictionary<OrganizationId, Link>();
        var breaches = new List<string>();
        await foreach (var (chained, hash) in ReadAsync(connection, snapshot, cancellationToken))
        {
            var organization = chained.Entry.Organization;
            var before = ends.GetValueOrDefault(organization, Link.Start);
            breaches.AddRange(Breaches(chained, hash, before));
            ends[organization] = new Link(chained.Sequence, hash);
            if (breaches.Count >= MostNamed) return breaches;
        }

        var heads = await HeadsAsync(connection, snapshot, cancellationToken);
        breaches.AddRange(
            from organization in ends.Keys.Union(heads.Keys)
            let end = ends.GetValueOrDefault(organization, Link.Start)
            let head = heads.GetValueOrDefault(organization, Link.Start)
            where !end.IsSame(head)
            select $"organization {organization.Value}: "
                + $"the chain ends at entry {end.Sequence}, its head is at {head.Sequence}");
        return [.. breaches.Take(MostNamed)];
    }

    private static IEnumerable<string> Breaches(ChainedEntry chained, byte[] hash, Link before)
    {
        var place = $"organization {chained.Entry.Organization.Value}, entry {chained.Sequence}";
        if (chained.Sequence != before.Sequence + 1) yield return $"{place}: follows entry {before.Sequence}";
        if (!chained.Previous.AsSpan().SequenceEqual(before.Hash))
        {
            yield return $"{place}: does not continue the entry before it";
        }

        if (!chained.Hash().AsSpan().SequenceEqual(hash)) yield return $"{place}: was changed after it was written";
    }

    private static async IAsyncEnumerable<(ChainedEntry Chained, byte[] Hash)> ReadAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction snapshot,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Entries, connection, snapshot);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var entry = new AuditEntry(
                OrganizationId.From(row.GetGuid(0)), row.GetString(3), row.GetString(4), row.GetString(5))
            {
                Details = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(6)) ?? [],
            };
            yield return (
                new ChainedEntry(entry, row.GetInt64(1), new DateTimeOffset(row.GetDateTime(2)), (byte[])row[7]),
                (byte[])row[8]);
        }
    }

    private static async Task<Dictionary<OrganizationId, Link>> HeadsAsync(
        NpgsqlConnection connection, NpgsqlTransaction snapshot, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Heads, connection, snapshot);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new Dictionary<OrganizationId, Link>();
        while (await row.ReadAsync(cancellationToken))
        {
            heads[OrganizationId.From(row.GetGuid(0))] = new Link(row.GetInt64(1), (byte[])row[2]);
        }

        return heads;
    }

    private sealed record Link(long Sequence, byte[] Hash)
    {
        public static readonly Link Start = new(0, ChainedEntry.Start);

        public bool IsSame(Link other) => Sequence == other.Sequence && Hash.AsSpan().SequenceEqual(other.Hash);
    }
}
