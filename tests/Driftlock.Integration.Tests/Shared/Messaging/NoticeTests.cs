using System.Globalization;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared.Messaging;

/// <summary>What a node tells the others of what it committed.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private const string Channel = "probe_news";

    private readonly List<string> heard = [];

    private Probe probe = null!;
    private NpgsqlConnection ear = null!;

    public async Task InitializeAsync()
    {
        probe = await Probe.CreateAsync();
        ear = await probe.Database.Worker.OpenConnectionAsync();
        ear.Notification += (_, notice) => heard.Add($"{notice.Channel}: {notice.Payload}");
        await using var listen = new NpgsqlCommand($"listen {Channel}; listen {OutboxRelay.Channel}", ear);
        await listen.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        await ear.DisposeAsync();
        await probe.DisposeAsync();
    }

    [Fact]
    public async Task A_message_is_told_of_once_its_transaction_is_committed()
    {
        var node = probe.NewNode();

        (await SaveAsync(node, commits: false)).Should().BeEmpty();
        (await SaveAsync(node, commits: true)).Should().Equal("driftlock_outbox: probe");
    }

    [Fact]
    public async Task A_save_that_is_its_own_transaction_is_told_of()
    {
        var node = probe.NewNode();
        await using var scope = node.CreateAsyncScope();
        await AddThing(scope).SaveChangesAsync();

        (await HearAsync(node)).Should().Equal("driftlock_outbox: probe");
    }

    [Fact]
    public async Task What_was_given_several_times_is_told_once_with_the_greatest_number()
    {
        var node = probe.NewNode();
        var notices = node.GetRequiredService<Notices>();
        foreach (var number in (long[])[7, 12, 9]) notices.Give(Channel, "a", number);
        notices.Give(Channel, "b");

        (await HearAsync(node)).Should().BeEquivalentTo("probe_news: a 12", "probe_news: b");
        (await HearAsync(node)).Should().BeEmpty();
    }

    [Fact]
    public async Task No_more_is_kept_than_the_limit()
    {
        var node = probe.NewNode();
        var notices = node.GetRequiredService<Notices>();
        for (var number = 0; number < Notices.Most + 10; number++)
        {
            notices.Give(Channel, number.ToString(CultureInfo.InvariantCulture));
        }

        (await HearAsync(node)).Should().HaveCount(Notices.Most);
    }

    private static ProbeDbContext AddThing(AsyncServiceScope scope)
    {
        var organization = OrganizationId.New(TimeProvider.System);
        scope.ServiceProvider.GetRequiredService<DatabaseAccess>().Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<ProbeDbContext>();
        var thing = new Thing { Id = StreamId.New(TimeProvider.System), Organization = organization };
        thing.Find(thing.Id);
        db.Things.Add(thing);
        return db;
    }

    private async Task<IReadOnlyList<string>> SaveAsync(ServiceProvider node, bool commits)
    {
        await using var scope = node.CreateAsyncScope();
        var db = AddThing(scope);
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            await db.SaveChangesAsync();
            (await HearAsync(node)).Should().BeEmpty("nothing is committed yet");
            if (commits) await transaction.CommitAsync();
        }

        return await HearAsync(node);
    }

    private async Task<IReadOnlyList<string>> HearAsync(ServiceProvider node)
    {
        heard.Clear();
        await node.GetRequiredService<Notices>().TellAsync(CancellationToken.None);
        // An answer comes behind all that was told before it.
        await using var ask = new NpgsqlCommand("select 1", ear);
        await ask.ExecuteNonQueryAsync();
        return [.. heard];
    }
}
