using System.Collections.Concurrent;
using Driftlock.Infrastructure.Shared;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>What comes while work is under way goes together, and each has its own answer.</summary>
public sealed class GatheringTests
{
    private readonly ConcurrentQueue<IReadOnlyList<int>> begun = new();
    private readonly SemaphoreSlim goOn = new(0);

    [Fact]
    public async Task What_comes_meanwhile_goes_together_and_in_its_order()
    {
        var gathering = new Gathering<string, int, int>(most: 3, lanes: 1, TimesTenAsync);
        Task<int>[] asked = [.. Enumerable.Range(0, 6).Select(item => gathering.AddAsync("key", item))];
        goOn.Release(6);

        (await Task.WhenAll(asked)).Should().Equal(0, 10, 20, 30, 40, 50);
        begun.Select(items => string.Join(' ', items)).Should().Equal("0", "1 2 3", "4 5");
    }

    [Fact]
    public async Task Lanes_go_side_by_side_and_keys_do_not_wait_for_each_other()
    {
        var gathering = new Gathering<string, int, int>(most: 3, lanes: 2, TimesTenAsync);
        Task<int>[] asked =
            [gathering.AddAsync("a", 1), gathering.AddAsync("a", 2), gathering.AddAsync("a", 3), gathering.AddAsync("b", 4)];

        begun.Select(items => items.Single()).Should().BeEquivalentTo([1, 2, 4]);
        goOn.Release(4);
        (await Task.WhenAll(asked)).Should().Equal(10, 20, 30, 40);
    }

    [Fact]
    public async Task A_failure_is_of_those_that_went_together_and_the_next_go_on()
    {
        var gathering = new Gathering<string, int, int>(most: 2, lanes: 1, TimesTenAsync);
        Task<int>[] asked = [.. new[] { 1, -2, 3, 4 }.Select(item => gathering.AddAsync("key", item))];
        goOn.Release(4);

        (await asked[0]).Should().Be(10);
        await asked[1].Awaiting(failed => failed).Should().ThrowAsync<InvalidOperationException>();
        await asked[2].Awaiting(failed => failed).Should().ThrowAsync<InvalidOperationException>();
        (await asked[3]).Should().Be(40);
    }

    [Fact]
    public async Task Who_waits_is_answered_also_by_work_that_is_cancelled_or_forgets_one()
    {
        var cancelled = new Gathering<string, int, int>(
            most: 2, lanes: 1, (_, _) => Task.FromCanceled<IReadOnlyList<Task<int>>>(new CancellationToken(canceled: true)));
        var thrown = new Gathering<string, int, int>(most: 2, lanes: 1, (_, _) => throw new InvalidOperationException());
        var forgotten = new Gathering<string, int, int>(
            most: 2, lanes: 1, (_, _) => Task.FromResult<IReadOnlyList<Task<int>>>([]));

        for (var again = 0; again < 2; again++)
        {
            await cancelled.Awaiting(one => one.AddAsync("key", 1)).Should().ThrowAsync<OperationCanceledException>();
            await thrown.Awaiting(one => one.AddAsync("key", 1)).Should().ThrowAsync<InvalidOperationException>();
            await forgotten.Awaiting(one => one.AddAsync("key", 1)).Should().ThrowAsync<InvalidOperationException>();
        }
    }

    private async Task<IReadOnlyList<Task<int>>> TimesTenAsync(string key, IReadOnlyList<int> items)
    {
        begun.Enqueue(items);
        await goOn.WaitAsync();
        if (items.Any(item => item < 0)) throw new InvalidOperationException($"{key} has a negative one.");
        return [.. items.Select(item => Task.FromResult(item * 10))];
    }
}
