using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Shared;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Keys;

/// <summary>A key that is taken back while a request runs: the request commits before that, or not at all.</summary>
public sealed class CommitGuardTests(Installation installation) : IClassFixture<Installation>
{
    private const string Waiting = """
        select pid::text from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like 'UPDATE keys.api_keys%'
        """;

    [Fact]
    public async Task C_90_P_2_A_revocation_waits_for_the_commit_that_was_before_it()
    {
        var (organization, key) = await NewKey();
        var (guarded, mayCommit) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var scope = Under(organization, key);
        var work = Commit(scope.ServiceProvider, async () =>
        {
            guarded.SetResult();
            await mayCommit.Task;
        });
        await guarded.Task;

        var revocation = installation.Send(new RevokeApiKey(organization, key, "operator"));
        while ((await installation.ReadAsOwner(Waiting)).Count == 0) revocation.IsCompleted.Should().BeFalse();
        mayCommit.SetResult();

        (await work).IsSuccess.Should().BeTrue();
        (await revocation).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task C_90_P_2_After_a_revocation_nothing_commits_with_the_key()
    {
        var (organization, key) = await NewKey();
        await using var scope = Under(organization, key);
        await installation.Send(new RevokeApiKey(organization, key, "operator"));

        var refused = await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new IssueApiKey(organization, "too late", $"key:{key.Value}"));

        refused.Error.Should().Be(RequestErrors.Unauthenticated);
        (await installation.Read("select name from keys.api_keys where name = 'too late'")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_key_may_take_itself_back()
    {
        var (organization, key) = await NewKey();
        await using var scope = Under(organization, key);

        var revocation = await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new RevokeApiKey(organization, key, $"key:{key.Value}"));

        revocation.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task C_90_A_key_of_another_organization_is_no_credential_here()
    {
        var (_, foreign) = await NewKey();
        await using var scope = Under(await installation.NewOrganization(), foreign);

        (await Commit(scope.ServiceProvider, () => Task.CompletedTask)).Error.Should().Be(RequestErrors.Unauthenticated);
    }

    [Fact]
    public async Task C_90_P_2_Raced_no_commit_is_later_than_the_answer_to_the_revocation()
    {
        for (var round = 0; round < 20; round++)
        {
            var (organization, key) = await NewKey();
            await using var scope = Under(organization, key);
            var command = new IssueApiKey(organization, $"raced {round}", $"key:{key.Value}");

            var work = scope.ServiceProvider.GetRequiredService<IMediator>().Send(command);
            await installation.Send(new RevokeApiKey(organization, key, "operator"));
            var found = await Raced(round);
            var answer = await work;

            // What was there when the revocation had answered is all there ever is.
            (await Raced(round)).Should().Be(found).And.Be(answer.IsSuccess);
        }
    }

    private async Task<bool> Raced(int round) => (await installation.Read(
        "select id from keys.api_keys where name = $1", new NpgsqlParameter { Value = $"raced {round}" })).Count > 0;

    private async Task<(OrganizationId Organization, ApiKeyId Key)> NewKey()
    {
        var organization = await installation.NewOrganization();
        var issued = await installation.Send(new IssueApiKey(organization, "worker", "operator"));
        return (organization, issued.Value!.Id);
    }

    // A request's scope, after its key was found good.
    private AsyncServiceScope Under(OrganizationId organization, ApiKeyId key)
    {
        var scope = installation.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        scope.ServiceProvider.GetRequiredService<ICommitGuard>().ActUnder(key.Value);
        return scope;
    }

    private static Task<Result> Commit(IServiceProvider request, Func<Task> work)
    {
        var guard = request.GetRequiredService<ICommitGuard>();
        return request.GetRequiredService<IKeysDb>().SaveAsync(
            transaction => guard.StillGoodAsync(transaction, CancellationToken.None),
            _ => work(),
            CancellationToken.None);
    }
}
