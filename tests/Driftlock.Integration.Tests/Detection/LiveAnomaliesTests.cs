using System.Diagnostics;
using System.Net;
using Driftlock.Api.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Anomalies as they are found, on two servers over one database.</summary>
public sealed class LiveAnomaliesTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>, IAsyncLifetime
{
    private KeyedApiFixture? second;

    private KeyedApiFixture Other => second!;

    public async Task InitializeAsync()
    {
        second = new KeyedApiFixture { Beside = api };
        await second.InitializeAsync();
    }

    public async Task DisposeAsync() => await Other.DisposeAsync();

    [Fact]
    public async Task What_one_server_finds_stands_in_the_live_stream_of_the_other_at_once()
    {
        var organization = await api.NewTeam();
        var (caller, _) = await api.NewCaller(organization);
        await caller.Teach();
        using var live = await LiveReader.OpenAsync((await Other.NewCaller(organization)).Caller);

        var found = await caller.Find(3);
        var watch = Stopwatch.StartNew();
        var told = await live.AnomaliesAsync(3);

        told.Should().Equal(found);
        // Unheard it would be found with the heartbeat.
        watch.Elapsed.Should().BeLessThan(LiveEvents.Heartbeat);
    }

    [Fact]
    public async Task An_event_is_the_item_of_the_list()
    {
        var (caller, _) = await api.NewCaller(await api.NewTeam());
        await caller.Teach();
        using var live = await LiveReader.OpenAsync(caller);

        await caller.Find();
        var told = await live.NextAsync();

        var list = await (await caller.GetAsync("/api/v1/anomalies")).Json();
        told!.Type.Should().Be("anomaly");
        told.Data!.ToJsonString().Should().Be(list["items"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Who_comes_back_gets_what_was_found_meanwhile_in_order_and_nothing_twice()
    {
        var organization = await api.NewTeam();
        var (caller, _) = await api.NewCaller(organization);
        await caller.Teach();
        string last;
        using (var live = await LiveReader.OpenAsync(caller))
        {
            await caller.Find(2);
            await live.AnomaliesAsync(1);
            last = live.LastId!;
        }

        // More than a page, and the other server gives it out.
        var missed = await caller.Find(2 * Application.Detection.FollowAnomalies.MostAnomalies + 1);
        using var back = await LiveReader.OpenAsync((await Other.NewCaller(organization)).Caller, after: last);
        var told = await back.AnomaliesAsync(1 + missed.Count);
        var feed = await api.Feed(organization);
        await caller.Find();

        told.Should().Equal(feed.Skip(1));
        (await back.AnomaliesAsync(1)).Should().Equal((await api.Feed(organization))[^1]);
    }

    [Fact]
    public async Task Who_was_cut_off_before_the_first_event_misses_nothing_either()
    {
        var (caller, _) = await api.NewCaller(await api.NewTeam());
        await caller.Teach();
        string last;
        using (var live = await LiveReader.OpenAsync(caller)) last = live.LastId!;

        var found = await caller.Find(2);
        using var back = await LiveReader.OpenAsync(caller, after: last);

        (await back.AnomaliesAsync(2)).Should().Equal(found);
    }

    [Fact]
    public async Task Beside_many_writers_on_two_servers_who_comes_back_often_misses_none_and_reads_none_twice()
    {
        var organization = await api.NewTeam();
        var (here, _) = await api.NewCaller(organization);
        var (there, _) = await Other.NewCaller(organization);
        string[] streams = ["a", "b", "c", "d"];
        // Two writers of each, which find 1, 2, 3, 1 and 2.
        var all = streams.Length * 2 * 9;
        foreach (var stream in streams) await here.Teach(stream);
        var told = new List<string>();
        string last;
        using (var live = await LiveReader.OpenAsync(here)) last = live.LastId!;

        var writers = Task.WhenAll(streams.SelectMany(stream => new[] { here, there }.Select(async writer =>
        {
            for (var round = 0; round < 5; round++) await writer.Find(1 + (round % 3), stream);
        })));
        // Places are given after the answers, so the feed may end short of what the writers were told.
        while (told.Count < all && !writers.IsFaulted)
        {
            using var live = await LiveReader.OpenAsync(told.Count % 2 == 0 ? here : there, after: last);
            told.AddRange(await live.AnomaliesAsync(3));
            last = live.LastId!;
        }

        await writers;
        told.Should().HaveCount(all).And.Equal(await api.Feed(organization));
    }

    [Fact]
    public async Task Of_one_stream_its_anomalies_come_and_how_far_its_log_is()
    {
        var (caller, _) = await api.NewCaller(await api.NewTeam());
        await caller.Teach("a");
        await caller.Teach("b");
        using var live = await LiveReader.OpenAsync(caller, "?stream=a");

        var begin = await live.NextAsync();
        await caller.Find(1, "b");
        var found = await caller.Find(1, "a");
        var next = new[] { await live.NextAsync(), await live.NextAsync() };

        begin!.Type.Should().Be("head");
        begin.Data!["sequence"]!.GetValue<long>().Should().Be(400);
        next.Single(one => one!.Type == "anomaly")!.Anomaly.Should().Be(found[0]);
        next.Single(one => one!.Type == "head")!.Data!["sequence"]!.GetValue<long>().Should().Be(401);
    }

    [Fact]
    public async Task Nothing_of_another_organization_is_told()
    {
        var (caller, _) = await api.NewCaller(await api.NewTeam());
        var (other, _) = await api.NewCaller(await api.NewTeam());
        await caller.Teach();
        await other.Teach();
        using var live = await LiveReader.OpenAsync(caller);

        await other.Find(5);
        var found = await caller.Find();

        (await live.AnomaliesAsync(1)).Should().Equal(found);
        var foreign = await LiveReader.SendAsync(other, after: live.LastId);
        await foreign.Problem(HttpStatusCode.BadRequest, "request.cursor_invalid");
        (await LiveReader.SendAsync(other, "?stream=none")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task A_last_event_that_was_never_sent_is_refused(string last)
    {
        var (caller, _) = await api.NewCaller(await api.NewTeam());

        var refused = await LiveReader.SendAsync(caller, after: last);

        await refused.Problem(HttpStatusCode.BadRequest, "request.cursor_invalid");
    }

    [Fact]
    public async Task A_key_bound_to_a_stream_follows_that_one_alone()
    {
        var organization = await api.NewTeam();
        var (caller, _) = await api.NewCaller(organization);
        await caller.Teach();
        var app = await (await caller.GetAsync("/api/v1/streams/app")).Json();
        var (bound, _) = await api.NewCaller(organization, StreamId.From(app["id"]!.GetValue<Guid>()));
        await caller.Teach("other");

        (await LiveReader.SendAsync(bound)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await LiveReader.SendAsync(bound, "?stream=other")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var live = await LiveReader.OpenAsync(bound, "?stream=app");
        var found = await caller.Find();
        (await live.AnomaliesAsync(1)).Should().Equal(found);
    }

    [Fact]
    public async Task A_server_that_lost_its_ear_finds_what_it_did_not_hear()
    {
        var organization = await api.NewTeam();
        var (caller, _) = await api.NewCaller(organization);
        await caller.Teach();
        using var live = await LiveReader.OpenAsync((await Other.NewCaller(organization)).Caller);
        await using var cut = api.Services.GetRequiredService<Database>().Owner.CreateCommand("""
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and query like 'listen detection_%'
            """);

        (await cut.ExecuteScalarAsync()).Should().BeOfType<long>().Which.Should().BeGreaterThanOrEqualTo(2);
        var found = await caller.Find();

        (await live.AnomaliesAsync(1)).Should().Equal(found);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_live_streams_at_once_and_whole()
    {
        var organization = await api.NewTeam();
        await using var stopping = new KeyedApiFixture { Beside = api };
        await stopping.InitializeAsync();
        using var live = await LiveReader.OpenAsync((await stopping.NewCaller(organization)).Caller);

        var stopped = stopping.DisposeAsync();
        var end = await live.NextAsync();
        await stopped;

        // One that does not end by itself is cut off, which reads as a failure.
        end.Should().BeNull();
    }
}
