using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Unit.Tests.Shared;

public sealed class PatienceTests
{
    private readonly HastyClock clock = new();

    [Theory]
    [InlineData(ErrorKind.Unavailable, "service.unreachable", true)]
    [InlineData(ErrorKind.Unavailable, "server.fault", true)]
    [InlineData(ErrorKind.Limited, "request.rate_limited", true)]
    [InlineData(ErrorKind.Conflict, "request.idempotency_in_flight", true)]
    [InlineData(ErrorKind.Conflict, "detection.read_only_stream", false)]
    [InlineData(ErrorKind.Invalid, "request.invalid", false)]
    [InlineData(ErrorKind.Unauthenticated, "request.unauthenticated", false)]
    [InlineData(ErrorKind.PaymentRequired, "billing.suspended", false)]
    [InlineData(ErrorKind.Forbidden, "request.scope_missing", false)]
    [InlineData(ErrorKind.NotFound, "detection.no_such_stream", false)]
    [InlineData(ErrorKind.TooLarge, "request.too_large", false)]
    [InlineData(ErrorKind.Unsupported, "request.unsupported_media_type", false)]
    [InlineData(ErrorKind.Mismatched, "request.idempotency_mismatch", false)]
    public async Task Only_what_passes_by_itself_is_tried_again(ErrorKind kind, string code, bool passes)
    {
        var tries = await TriesAsync(new Error(kind, code, "No."));

        Patience.Passes(new Error(kind, code, "No.")).Should().Be(passes);
        (tries > 1).Should().Be(passes);
    }

    [Fact]
    public async Task The_pauses_grow_and_have_an_end()
    {
        var tries = await TriesAsync(new Error(ErrorKind.Unavailable, "service.unreachable", "No."));

        tries.Should().Be(Patience.Retries + 1);
        clock.Pauses.Should().HaveCount(Patience.Retries).And.OnlyContain(pause => pause <= TimeSpan.FromSeconds(10));
        clock.Pauses[^1].Should().BeGreaterThan(clock.Pauses[0]);
    }

    [Fact]
    public async Task The_pause_is_as_long_as_the_service_says()
    {
        await TriesAsync(new Error(ErrorKind.Limited, "request.rate_limited", "No.") { RetryAfter = TimeSpan.FromSeconds(37) });

        clock.Pauses.Should().HaveCount(Patience.Retries).And.OnlyContain(pause => pause == TimeSpan.FromSeconds(37));
    }

    [Fact]
    public async Task Of_a_pause_that_the_service_asks_for_is_told_before_it_begins()
    {
        var told = new List<TimeSpan>();
        var limited = new Error(ErrorKind.Limited, "request.rate_limited", "No.") { RetryAfter = TimeSpan.FromSeconds(3) };
        var away = new Error(ErrorKind.Unavailable, "service.unreachable", "No.");

        foreach (var error in new[] { limited, away })
        {
            await Patience.Create<int>(clock, (_, pause) => told.Add(pause))
                .ExecuteAsync(_ => ValueTask.FromResult(Result<int>.Fail(error)));
        }

        told.Should().HaveCount(Patience.Retries).And.OnlyContain(pause => pause == TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_pause_that_is_too_long_is_not_waited_for()
    {
        var tries = await TriesAsync(new Error(ErrorKind.Limited, "billing.quota_exceeded", "No.")
        {
            RetryAfter = Patience.LongestWait + TimeSpan.FromSeconds(1),
        });

        tries.Should().Be(1);
    }

    [Fact]
    public async Task A_request_that_the_service_died_of_is_tried_until_its_lease_is_over()
    {
        await TriesAsync(new Error(ErrorKind.Conflict, "request.idempotency_in_flight", "No.") { RetryAfter = TimeSpan.FromSeconds(1) });

        clock.Pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause).Should().BeGreaterThan(TimeSpan.FromMinutes(2));
    }

    private async Task<int> TriesAsync(Error error)
    {
        var tries = 0;
        var result = await Patience.Create<int>(clock).ExecuteAsync(_ =>
        {
            tries++;
            return ValueTask.FromResult(Result<int>.Fail(error));
        });
        result.Error.Should().Be(error);
        return tries;
    }

    /// <summary>A clock on which every pause is over at once, and remembered.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
