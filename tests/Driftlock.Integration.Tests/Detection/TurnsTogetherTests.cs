using Driftlock.Application.Detection;
using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Turns of an organization that come while others are committed go together, and none falls with another.</summary>
public sealed class TurnsTogetherTests : IAsyncLifetime
{
    private MigratedDatabase database = null!;
    private Node node = null!;
    private OrganizationId organization;

    public async Task InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        node = new Node(database);
        organization = await node.NewOrganization();
    }

    public Task DisposeAsync() => node.DisposeAsync().AsTask();

    [Theory]
    [InlineData(250, "teaches")]
    [InlineData(506, "is metered")]
    public async Task Turns_of_many_streams_at_once_are_committed_together(int lines, string what)
    {
        // Each makes a greater piece of those before, under a key.
        var streams = await Streams(24, lines);
        var key = (await node.Send(new IssueApiKey(organization, what, "operator"))).Value!.Id.Value;
        var before = await CommitsAsync();

        var (answers, reached) = await Together(streams, stream => Send(stream, 10, key));

        answers.Values.Should().OnlyContain(answer => answer.IsSuccess);
        var transactions = await CommitsAsync() - before;
        transactions.Should().BeLessThan(streams.Length).And.BeGreaterThan(0);
        reached.Count(point => point == "detection.committed").Should().Be((int)transactions);
        reached.Should().NotContain("detection.head_locked");
    }

    [Fact]
    public async Task A_session_that_ends_in_the_commit_leaves_open_what_became_of_it()
    {
        await Streams(1, lines: 300);
        await node.Administer("""
            create function detection.end_session() returns trigger language plpgsql security definer as $$
            begin
                perform pg_terminate_backend(pg_backend_pid());
                return new;
            end $$;
            create trigger end_session before insert on detection.log
            for each row when (new.sequence = 300) execute function detection.end_session()
            """);

        var sending = () => Send("stream-0", 10);

        (await sending.Should().ThrowAsync<NpgsqlException>()).Which.SqlState.Should().Be(PostgresErrorCodes.AdminShutdown);
        await node.Administer("drop trigger end_session on detection.log");
        (await Send("stream-0", 10)).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task One_that_may_not_be_committed_keeps_none_of_the_others_from_it()
    {
        string[] streams = [.. Enumerable.Range(0, 12).Select(number => $"mixed-{number}")];
        foreach (var stream in streams) await node.Detect(organization, stream, UsualLog.Lines(200));
        // Often enough for every session to have prepared the statements.
        for (var from = 200; from < 300; from += 10)
        {
            await Task.WhenAll(streams.Select(
                stream => node.Detect(organization, stream, UsualLog.Lines(10, from: from))));
        }

        await node.Administer("""
            create function detection.refuse_one() returns trigger language plpgsql as $$
            begin
                if new.stream = (select id from detection.streams where slug = 'mixed-3') then
                    raise exception 'not this one';
                end if;
                return new;
            end $$;
            create trigger refuse_one before insert on detection.log for each row execute function detection.refuse_one()
            """);

        var answers = await Task.WhenAll(streams.Select(async stream =>
        {
            try
            {
                return (await Send(stream, 10)).IsSuccess;
            }
            catch (PostgresException)
            {
                return false;
            }
        }));

        answers.Should().Equal(streams.Select(stream => stream != "mixed-3"));
        (await node.Count("select count(*) from detection.log where sequence = 300")).Should().Be(streams.Length - 1);
    }

    [Fact]
    public async Task One_whose_run_was_given_up_is_refused_alone()
    {
        var streams = await Streams(8, lines: 500);

        var (answers, _) = await Together(
            streams,
            stream => Send(stream, stream == "stream-3" ? 7 : 10),
            () => node.Administer("""
                insert into shared.work_fences (organization, run, outcome, decided_at)
                select organization, run, 'given_up', now() from billing.reservations where units = 7
                """));

        await OnlyRefused(answers, DetectionErrors.TookTooLong, "stream-3");
    }

    [Fact]
    public async Task One_whose_key_was_revoked_is_refused_alone()
    {
        var streams = await Streams(8, lines: 500);
        var issued = new IssueApiKey(organization, "worker", "operator");
        var (good, revoked) = ((await node.Send(issued)).Value!.Id.Value, (await node.Send(issued)).Value!.Id.Value);

        var (answers, _) = await Together(
            streams,
            stream => Send(stream, 10, stream == "stream-3" ? revoked : good),
            () => node.Administer($"update keys.api_keys set revoked_at = now() where id = '{revoked}'"));

        await OnlyRefused(answers, RequestErrors.Unauthenticated, "stream-3");
    }

    [Fact]
    public async Task Those_for_which_a_day_of_teaching_has_no_room_are_refused_and_the_others_taught()
    {
        var streams = await Streams(8, lines: 300);
        await node.Administer("update detection.streams set baseline_events = 1000");
        var most = (await node.Send(new Application.Billing.Contracts.GetEntitlements(organization))).Value!
            .TeachingBytesPerDay;
        var each = Lines(10).Sum(one => one.Text.Length);

        var (answers, _) = await Together(
            streams,
            stream => Send(stream, 10),
            () => node.Administer($"update detection.teaching_days set bytes = {most - (3 * each) - 1}"));

        answers.Values.Count(answer => answer.IsSuccess).Should().Be(3);
        answers.Values.Where(answer => !answer.IsSuccess).Should().OnlyContain(
            answer => answer.Error!.Code == DetectionErrors.TeachingLimit(DateTimeOffset.UnixEpoch).Code);
        (await node.Count("select max(bytes) from detection.teaching_days")).Should().Be(most - 1);
        (await node.Count("select count(*) from detection.log where sequence = 300")).Should().Be(3);
    }

    private async Task<string[]> Streams(int count, int lines)
    {
        string[] streams = [.. Enumerable.Range(0, count).Select(number => $"stream-{number}")];
        foreach (var stream in streams) await node.Detect(organization, stream, UsualLog.Lines(lines));
        return streams;
    }

    private static IncomingEvent[] Lines(int count) =>
        [.. UsualLog.Lines(count, from: 300).Select(line => Node.Event(line))];

    private async Task<Result<DetectedEvents>> Send(string stream, int lines, Guid? key = null)
    {
        await using var scope = node.Enter(organization);
        if (key is { } under) scope.ServiceProvider.GetRequiredService<ICommitGuard>().ActUnder(under);
        return await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new DetectAnomalies(organization, stream, Lines(lines)));
    }

    // The first one's commit waits until the other turns are composed, and what happens meanwhile has happened.
    private static async Task<(Dictionary<string, Result<DetectedEvents>> Answers, List<string> Reached)> Together(
        string[] streams, Func<string, Task<Result<DetectedEvents>>> send, Func<Task>? meanwhile = null)
    {
        var left = streams.Length;
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var composed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var happened = new ManualResetEventSlim();
        var interfering = Task.Run(async () =>
        {
            await composed.Task;
            try
            {
                if (meanwhile is not null) await meanwhile();
            }
            finally
            {
                happened.Set();
            }
        });
        var answers = new Dictionary<string, Result<DetectedEvents>>();
        var reached = await Reached.ByAsync(
            async () =>
            {
                // Each begins on a thread of its own: what is answered at once goes on where it was, and one that waits
                // there would keep the next from beginning.
                var sent = new List<Task<Result<DetectedEvents>>> { Task.Run(() => send(streams[0])) };
                await first.Task.WaitAsync(TimeSpan.FromSeconds(60));
                sent.AddRange(streams.Skip(1).Select(stream => Task.Run(() => send(stream))));
                foreach (var (stream, answer) in streams.Zip(await Task.WhenAll(sent))) answers[stream] = answer;
            },
            point =>
            {
                if (point == "detection.composed" && Interlocked.Decrement(ref left) == 0) composed.SetResult();
                if (point != "detection.committing") return;
                first.TrySetResult();
                happened.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
            });
        await interfering;
        return (answers, reached);
    }

    private async Task OnlyRefused(Dictionary<string, Result<DetectedEvents>> answers, Error error, string refused)
    {
        answers[refused].Error.Should().Be(error);
        answers.Where(one => one.Key != refused).Should().OnlyContain(one => one.Value.IsSuccess);
        (await node.Count("select count(*) from detection.log where sequence = 500")).Should().Be(answers.Count - 1);
    }

    // Each transaction of turns writes all of its rows under one number.
    private Task<long> CommitsAsync() => node.Count("select count(distinct xmin::text) from detection.log");
}
