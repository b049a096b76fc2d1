using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>A run is committed or given up, never both, whoever asks how often.</summary>
public sealed class WorkFenceTests : IAsyncLifetime
{
    private const int Races = 200;

    private static readonly OrganizationId Organization = OrganizationId.New(TimeProvider.System);

    private ServiceProvider services = null!;

    private IWorkFence Fence => services.GetRequiredService<IWorkFence>();

    public async Task InitializeAsync() =>
        services = MigratedDatabase.Services((await MigratedDatabase.CreateAsync()).ConnectionString);

    public async Task DisposeAsync() => await services.DisposeAsync();

    [Fact]
    public async Task Committed_work_is_neither_committed_again_nor_given_up()
    {
        var run = NewRun();

        (await Ask(TryCommit, run)).Should().BeTrue();
        (await Ask(TryCommit, run)).Should().BeFalse();
        (await Ask(TryGiveUp, run)).Should().BeFalse();
    }

    [Fact]
    public async Task Work_that_was_given_up_stays_so()
    {
        var run = NewRun();

        (await Ask(TryGiveUp, run)).Should().BeTrue();
        (await Ask(TryCommit, run)).Should().BeFalse();
        (await Ask(TryGiveUp, run)).Should().BeTrue("whoever frees the reservation may come twice");
    }

    [Fact]
    public async Task A_commit_that_is_rolled_back_decides_nothing()
    {
        var run = NewRun();

        (await Ask(TryCommit, run, commit: false)).Should().BeTrue();

        (await Ask(TryGiveUp, run)).Should().BeTrue();
    }

    [Fact]
    public async Task Of_two_that_race_one_decides()
    {
        for (var race = 0; race < Races; race++)
        {
            var run = NewRun();

            var decided = await Task.WhenAll(Ask(TryCommit, run), Ask(TryGiveUp, run));

            decided.Should().ContainSingle(won => won);
        }
    }

    private Task<bool> TryCommit(Guid run, NpgsqlTransaction transaction) =>
        Fence.TryCommitAsync(Organization, run, transaction, CancellationToken.None);

    private Task<bool> TryGiveUp(Guid run, NpgsqlTransaction transaction) =>
        Fence.TryGiveUpAsync(Organization, run, transaction, CancellationToken.None);

    private async Task<bool> Ask(Func<Guid, NpgsqlTransaction, Task<bool>> question, Guid run, bool commit = true)
    {
        await using var connection = await services.GetRequiredService<Database>().Worker.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var answer = await question(run, transaction);
        if (commit) await transaction.CommitAsync();
        return answer;
    }

    private static Guid NewRun() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
