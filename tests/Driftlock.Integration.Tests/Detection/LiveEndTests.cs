using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Driftlock.Api.Detection;
using Driftlock.Application.Identity;
using Driftlock.Application.Keys;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Driftlock.Integration.Tests.Shared.Edge;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>How live streams go on and end, by a clock that is moved with its timers.</summary>
public sealed class LiveEndTests : IAsyncLifetime
{
    private readonly KeyedApiFixture api = new()
    {
        Clock = new ManualTime(TimeProvider.System.GetUtcNow()) { MovesTimers = true },
        Settings = new Dictionary<string, string>
        {
            ["Detection:Live:PerOrganization"] = "2",
            ["Detection:Live:PerProcess"] = "3",
        },
    };

    public Task InitializeAsync() => api.InitializeAsync();

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task A_silent_stream_says_every_fifteen_seconds_that_it_lives()
    {
        var (caller, _) = await api.NewCaller(await api.NewTeam());
        using var live = await LiveReader.OpenAsync(caller);

        for (var beat = 0; beat < 3; beat++)
        {
            var (before, next) = (api.Clock.GetUtcNow(), live.NextAsync());

            await AdvanceUntilAsync(next, TimeSpan.FromSeconds(1));

            (await next).Should().Match<LiveEvent>(one => one.Type == null && one.Data == null && one.Id != null);
            (api.Clock.GetUtcNow() - before).Should().BeGreaterThan(LiveEvents.Heartbeat - TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_key_is_revoked()
    {
        var organization = await api.NewTeam();
        var (caller, key) = await api.NewCaller(organization);
        using var live = await LiveReader.OpenAsync(caller);

        await api.Send(new RevokeApiKey(organization, key, "operator"));
        var end = live.NextAsync();
        await AdvanceUntilAsync(end, TimeSpan.FromSeconds(15));

        (await end).Should().BeNull();
    }

    [Fact]
    public async Task What_is_found_after_the_revocation_is_not_sent()
    {
        var organization = await api.NewTeam();
        var (caller, key) = await api.NewCaller(organization);
        var (writer, _) = await api.NewCaller(organization);
        await writer.Teach();
        using var live = await LiveReader.OpenAsync(caller);

        await api.Send(new RevokeApiKey(organization, key, "operator"));
        api.Clock.Advance(TimeSpan.FromSeconds(2));
        await writer.Find();
        var end = live.NextAsync();
        await AdvanceUntilAsync(end, TimeSpan.FromMilliseconds(50));

        (await end).Should().BeNull();
    }

    [Fact]
    public async Task A_stream_ends_when_its_session_is_ended()
    {
        var link = (await api.Send(new CreateSignInLink(await api.NewTeam(), "ada@example.org", Role.Viewer))).Value!;
        var caller = api.NewCaller();
        var signedIn = await caller.PostAsJsonAsync("/api/v1/auth/sessions", new { token = link.Token.Reveal() });
        caller.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using var live = await LiveReader.OpenAsync(caller);

        await caller.PostAsync("/api/v1/auth/logout", null);
        var end = live.NextAsync();
        await AdvanceUntilAsync(end, TimeSpan.FromSeconds(15));

        (await end).Should().BeNull();
    }

    [Fact]
    public async Task No_more_live_streams_are_open_than_there_may_be()
    {
        var (caller, _) = await api.NewCaller(await api.NewTeam());
        var (other, _) = await api.NewCaller(await api.NewTeam());
        using var one = await LiveReader.OpenAsync(caller);
        using var two = await LiveReader.OpenAsync(caller);

        var tooMany = await LiveReader.SendAsync(caller);
        using var three = await LiveReader.OpenAsync(other);
        var noRoom = await LiveReader.SendAsync(other);

        await tooMany.Problem(HttpStatusCode.TooManyRequests, "detection.too_many_followers");
        await noRoom.Problem(HttpStatusCode.ServiceUnavailable, "detection.no_room_to_follow");
        noRoom.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(15));
        one.Dispose();
        using var again = await UntilOpenAsync(caller);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_is_dropped_and_the_others_have_everything()
    {
        const int Large = 14;
        var (caller, _) = await api.NewCaller(await api.NewTeam());
        await caller.Teach();
        using var slow = await OpenAndReadNothingAsync(caller);
        using var quick = await LiveReader.OpenAsync(caller);
        await (await LiveReader.SendAsync(caller)).Problem(HttpStatusCode.TooManyRequests, "detection.too_many_followers");

        // More than what lies between a server and a reader that takes nothing.
        for (var sent = 0; sent < Large; sent += 2) await caller.FindLarge(2);
        var told = quick.AnomaliesAsync(Large);
        await AdvanceUntilAsync(told, TimeSpan.FromMilliseconds(50));
        var room = FindRoomAsync();
        await AdvanceUntilAsync(room, TimeSpan.FromSeconds(5));
        await room;

        (await told).Should().OnlyHaveUniqueItems();
        (await BytesLeftAsync(slow)).Should().BeLessThan(Large * LiveService.LargeBytes);

        async Task FindRoomAsync()
        {
            using var open = await UntilOpenAsync(caller);
        }
    }

    private async Task<TcpClient> OpenAndReadNothingAsync(HttpClient caller)
    {
        var client = await api.ConnectAsync();
        client.ReceiveBufferSize = 4096;
        var key = caller.DefaultRequestHeaders.GetValues("X-Api-Key").Single();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {LiveReader.Path} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {key}\r\n\r\n"));
        // Its first byte says that the stream is open.
        await client.GetStream().ReadExactlyAsync(new byte[1]);
        return client;
    }

    private static async Task<long> BytesLeftAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (all, buffer) = (0L, new byte[64 << 10]);
        try
        {
            int read;
            while ((read = await client.GetStream().ReadAsync(buffer, limit.Token)) > 0) all += read;
        }
        catch (IOException)
        {
            // Cut off.
        }

        return all;
    }

    // The server is told that a reader has gone a moment later.
    private static async Task<LiveReader> UntilOpenAsync(HttpClient caller)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var tried = await LiveReader.SendAsync(caller);
            if (tried.StatusCode == HttpStatusCode.OK) return await LiveReader.OfAsync(tried);
            await Task.Delay(20, limit.Token);
        }
    }

    // Whoever is to be woken may not wait yet.
    private async Task AdvanceUntilAsync(Task done, TimeSpan step)
    {
        while (!done.IsCompleted)
        {
            api.Clock.Advance(step);
            await Task.WhenAny(done, Task.Delay(20));
        }
    }
}
