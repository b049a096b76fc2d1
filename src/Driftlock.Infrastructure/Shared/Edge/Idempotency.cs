using System.Text.Json;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Edge;

/// <summary>One row for each key: the statement that makes it or takes it over decides between those that race.</summary>
internal sealed class Idempotency(DatabaseAccess access, IDataProtectionProvider protection, TimeProvider clock)
    : IIdempotency
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Longer than any request lasts: an older attempt has died, and the key is free for the next.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // A run that was given up can never commit: whoever comes back under its key needs another.
    private const string Take = """
        insert into shared.idempotency as kept
          (organization, key, route, body_hash, run, attempt, leased_until, expires_at)
        values ($1, $2, $3, $4, $5, 1, $6 + $7, $6 + $8)
        on conflict (organization, key, route) do update set
          body_hash = excluded.body_hash,
          run = case when kept.expires_at <= $6 or exists (
              select from shared.work_fences f
              where f.organization = kept.organization and f.run = kept.run and f.outcome = 'given_up')
            then excluded.run else kept.run end,
          attempt = kept.attempt + 1,
          leased_until = excluded.leased_until,
          expires_at = case when kept.expires_at <= $6 then excluded.expires_at else kept.expires_at end,
          status = null,
          answer = null
        where kept.expires_at <= $6
          or (kept.status is null and kept.leased_until <= $6 and kept.body_hash = excluded.body_hash)
        returning run, attempt
        """;

    private const string Look = """
        select body_hash = $4, run, attempt, status, answer from shared.idempotency
        where organization = $1 and key = $2 and route = $3
        """;

    private const string Keep = """
        update shared.idempotency set status = $5, answer = $6
        where organization = $1 and key = $2 and route = $3 and attempt = $4 and status is null
        """;

    private const string Free = """
        update shared.idempotency set leased_until = $5
        where organization = $1 and key = $2 and route = $3 and attempt = $4 and status is null
        """;

    public async Task<Result<IdempotentAttempt>> BeginAsync(
        IdempotentRequest request, CancellationToken cancellationToken)
    {
        access.Enter(request.Organization);
        var now = clock.GetUtcNow();
        await using var connection = await access.OpenAsync(cancellationToken);
        await using var take = Statement(Take, request, connection);
        Add(take, request.BodyHash.ToArray());
        Add(take, Guid.CreateVersion7(now));
        Add(take, now);
        Add(take, Lease);
        Add(take, Kept);
        await using (var taken = await take.ExecuteReaderAsync(cancellationToken))
        {
            if (await taken.ReadAsync(cancellationToken))
            {
                return new IdempotentAttempt(taken.GetGuid(0), taken.GetInt32(1));
            }
        }

        return await LookAsync(request, connection, cancellationToken);
    }

    public Task CompleteAsync(
        IdempotentRequest request, IdempotentAttempt attempt, StoredAnswer answer, CancellationToken cancellationToken)
    {
        Fault.Point("idempotency.worked");
        var content = JsonSerializer.SerializeToUtf8Bytes(new Content(answer.Headers, answer.Body.ToArray()));
        return WriteAsync(
            Keep,
            request,
            attempt,
            command =>
            {
                Add(command, answer.Status);
                Add(command, Protector(request).Protect(content));
            },
            cancellationToken);
    }

    public Task ReleaseAsync(
        IdempotentRequest request, IdempotentAttempt attempt, CancellationToken cancellationToken) =>
        WriteAsync(Free, request, attempt, command => Add(command, clock.GetUtcNow()), cancellationToken);

    private async Task<Result<IdempotentAttempt>> LookAsync(
        IdempotentRequest request, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var look = Statement(Look, request, connection);
        Add(look, request.BodyHash.ToArray());
        await using var row = await look.ExecuteReaderAsync(cancellationToken);
        // Gone since: the purge took it in the moment of its end.
        if (!await row.ReadAsync(cancellationToken)) return IdempotencyErrors.InFlight;
        if (!row.GetBoolean(0)) return IdempotencyErrors.Mismatch;
        if (row[3] is not int status) return IdempotencyErrors.InFlight;

        var content = JsonSerializer.Deserialize<Content>(Protector(request).Unprotect((byte[])row[4]))!;
        return new IdempotentAttempt(row.GetGuid(1), row.GetInt32(2))
        {
            Answer = new StoredAnswer(status, content.Headers, content.Body),
        };
    }

    private async Task WriteAsync(
        string statement,
        IdempotentRequest request,
        IdempotentAttempt attempt,
        Action<NpgsqlCommand> add,
        CancellationToken cancellationToken)
    {
        await using var connection = await access.OpenAsync(cancellationToken);
        await using var command = Statement(statement, request, connection);
        Add(command, attempt.Number);
        add(command);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // An answer opens only in its own row.
    private IDataProtector Protector(IdempotentRequest request) => protection.CreateProtector(
        "Driftlock.Idempotency", request.Organization.Value.ToString(), request.Route, request.Key);

    private static NpgsqlCommand Statement(string text, IdempotentRequest request, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(text, connection);
        Add(command, request.Organization.Value);
        Add(command, request.Key);
        Add(command, request.Route);
        return command;
    }

    private static void Add<T>(NpgsqlCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private sealed record Content(IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
