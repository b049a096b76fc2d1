using System.Security.Cryptography;
using System.Text;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Edge;
using Driftlock.Testing.Databases;
using Driftlock.Testing.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>What a caller gets who sends a request again under the same key.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Secret = "dlk_test_canary";

    private readonly ManualTime clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly OrganizationId organization = OrganizationId.New(TimeProvider.System);

    private ServiceProvider services = null!;

    public async Task InitializeAsync() => services = MigratedDatabase.Services(
        (await MigratedDatabase.CreateAsync()).ConnectionString, and => and.AddSingleton<TimeProvider>(clock));

    public async Task DisposeAsync() => await services.DisposeAsync();

    [Fact]
    public async Task The_answer_is_given_again_for_a_day()
    {
        var attempt = (await Begin(Request())).Value!;
        await Complete(Request(), attempt);

        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        var again = (await Begin(Request())).Value!;
        clock.Advance(TimeSpan.FromMinutes(2));
        var nextDay = (await Begin(Request())).Value!;

        again.Answer!.Status.Should().Be(201);
        again.Answer.Headers.Should().Equal(new Dictionary<string, string> { ["Content-Type"] = "application/json" });
        Encoding.UTF8.GetString(again.Answer.Body.Span).Should().Be(Secret);
        nextDay.Answer.Should().BeNull();
        nextDay.Run.Should().NotBe(attempt.Run);
    }

    [Fact]
    public async Task Another_body_under_the_key_is_refused_before_and_after_the_answer()
    {
        var attempt = (await Begin(Request())).Value!;
        var early = await Begin(Request(body: "other"));
        await Complete(Request(), attempt);
        var late = await Begin(Request(body: "other"));

        early.Error.Should().Be(IdempotencyErrors.Mismatch);
        late.Error.Should().Be(IdempotencyErrors.Mismatch);
    }

    [Fact]
    public async Task Of_many_at_once_one_works_and_the_others_are_told_to_wait()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Begin(Request())));

        begun.Should().ContainSingle(result => result.IsSuccess);
        begun.Where(result => !result.IsSuccess).Should().OnlyContain(result =>
            result.Error == IdempotencyErrors.InFlight && result.Error!.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_key_whose_request_died_is_free_after_the_lease_and_goes_on_with_the_same_run()
    {
        var died = (await Begin(Request())).Value!;
        (await Begin(Request())).Error.Should().Be(IdempotencyErrors.InFlight);

        clock.Advance(Idempotency.Lease);
        var second = (await Begin(Request())).Value!;
        await Complete(Request(), died, status: 500);
        await Complete(Request(), second);

        second.Should().Be(new IdempotentAttempt(died.Run, 2));
        (await Begin(Request())).Value!.Answer!.Status.Should().Be(201, "who was taken for dead answers no more");
    }

    [Fact]
    public async Task A_run_that_was_given_up_is_followed_by_another()
    {
        var died = (await Begin(Request())).Value!;
        await GiveUp(died.Run);

        clock.Advance(Idempotency.Lease);

        (await Begin(Request())).Value!.Run.Should().NotBe(died.Run);
    }

    [Fact]
    public async Task A_key_that_is_released_is_free_at_once()
    {
        var failed = (await Begin(Request())).Value!;
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);

        await scope.ServiceProvider.GetRequiredService<IIdempotency>()
            .ReleaseAsync(Request(), failed, CancellationToken.None);

        (await Begin(Request())).Value!.Run.Should().Be(failed.Run);
    }

    [Fact]
    public async Task A_key_counts_within_its_organization_and_route()
    {
        await Begin(Request());

        (await Begin(Request() with { Organization = OrganizationId.New(clock) })).IsSuccess.Should().BeTrue();
        (await Begin(Request() with { Route = "DELETE /api/v1/keys" })).IsSuccess.Should().BeTrue();
        (await Begin(Request() with { Key = "another" })).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task What_is_kept_shows_no_secret()
    {
        await Complete(Request(), (await Begin(Request())).Value!);

        await using var command = services.GetRequiredService<Database>().Worker.CreateCommand(
            "select position($1::bytea in answer) from shared.idempotency");
        command.Parameters.AddWithValue(Encoding.UTF8.GetBytes("canary"));

        (await command.ExecuteScalarAsync()).Should().Be(0);
    }

    private IdempotentRequest Request(string body = "body") =>
        new(organization, "key-1", "POST /api/v1/keys", SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private async Task<Result<IdempotentAttempt>> Begin(IdempotentRequest request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IIdempotency>()
            .BeginAsync(request, CancellationToken.None);
    }

    private async Task Complete(IdempotentRequest request, IdempotentAttempt attempt, int status = 201)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(request.Organization);
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" };
        await scope.ServiceProvider.GetRequiredService<IIdempotency>().CompleteAsync(
            request,
            attempt,
            new StoredAnswer(status, headers, Encoding.UTF8.GetBytes(Secret)),
            CancellationToken.None);
    }

    private async Task GiveUp(Guid run)
    {
        await using var connection = await services.GetRequiredService<Database>().Worker.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await services.GetRequiredService<IWorkFence>()
            .TryGiveUpAsync(organization, run, transaction, CancellationToken.None);
        await transaction.CommitAsync();
    }
}
