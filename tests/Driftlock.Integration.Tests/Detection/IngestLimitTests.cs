using System.IO.Compression;
using System.Net;
using System.Text;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>
/// Events that are sent as they happen: what goes in of much, of what breaks, of what comes again, and for whom.
/// </summary>
public sealed class IngestLimitTests(KeyedApiFixture api) : IngestCalls(api), IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task What_went_in_before_a_body_broke_is_told()
    {
        var caller = await NewCaller();

        var answer = await Send(caller, Array, """["a", "b", oops"""u8.ToArray());

        var problem = await answer.Problem(HttpStatusCode.BadRequest, "detection.array_malformed");
        (problem["taken"]!["learned"]!.GetValue<int>(), problem["taken"]!["last_line"]!.GetValue<int>()).Should().Be((2, 2));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_may_be_compressed(string encoding)
    {
        var caller = await NewCaller();
        using var packed = new MemoryStream();
        await using (Stream pack = encoding == "gzip"
            ? new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)
            : new BrotliStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await pack.WriteAsync(Text(UsualLog.Lines(100)));
        }

        var answer = await Sent(caller, Lines, packed.ToArray(), encoding: encoding);

        answer["learned"]!.GetValue<long>().Should().Be(100);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_alone()
    {
        var caller = await NewCaller();
        byte[] body = [.. "a\n"u8, .. new byte[(1 << 20) + 1], .. "\nb\n"u8];

        var answer = await Sent(caller, Lines, body);

        answer["learned"]!.GetValue<long>().Should().Be(2);
        answer["refused"]!.AsArray().Should().ContainSingle().Which!["code"]!.GetValue<string>()
            .Should().Be("detection.record_too_long");
    }

    [Fact]
    public async Task A_long_body_is_taken_in_parts()
    {
        var caller = await NewCaller();

        var answer = await Sent(caller, Lines, Text(UsualLog.Lines(12_000)));

        Counts(answer).Should().Be((12_000, 12_000, 0, 0));
        answer["last_line"]!.GetValue<long>().Should().Be(12_000);
        (await Get(caller, "/api/v1/streams/app"))["events"]!.GetValue<long>().Should().Be(12_000);
    }

    [Fact] // P-10
    public async Task Under_a_key_it_is_one_piece_that_goes_in_once()
    {
        var caller = await NewCaller();
        var body = Text(UsualLog.Lines(6000));

        var first = await Send(caller, Lines, body, key: "k");
        var again = await Send(caller, Lines, body, key: "k");

        (await again.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
        var stream = await Get(caller, "/api/v1/streams/app");
        stream["events"]!.GetValue<long>().Should().Be(6000);
    }

    [Theory]
    [InlineData(11 << 20, 1 << 19, "request.too_large")]
    [InlineData(70_000, 1, "detection.too_many_records")]
    public async Task What_is_too_large_for_one_piece_is_refused_whole(int length, int line, string code)
    {
        var caller = await NewCaller();
        var body = new byte[length * (line == 1 ? 2 : 1)];
        for (var end = line; end < body.Length; end += line + 1) body[end] = (byte)'\n';

        var answer = await Send(caller, Lines, body, key: "k");

        await answer.Problem(HttpStatusCode.RequestEntityTooLarge, code);
        (await Get(caller, "/api/v1/streams"))["items"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Teaching_has_a_limit_by_day()
    {
        var caller = await NewCaller(plan: "pulse");
        var line = Encoding.UTF8.GetBytes(new string('x', 999_999) + "\n");
        byte[] tenMillion = [.. Enumerable.Repeat(line, 10).SelectMany(bytes => bytes)];
        for (var sent = 0; sent < 10; sent++) await Sent(caller, Lines, tenMillion);

        var refused = await Send(caller, Lines, tenMillion);
        Api.Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        var tomorrow = await Send(caller, Lines, line);

        await refused.Problem(HttpStatusCode.TooManyRequests, "detection.teaching_limit");
        tomorrow.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_needs_the_scope_of_what_it_asks_for()
    {
        var organization = await NewOrganization();
        var sender = await CallerOf(organization, Scope.Ingest);

        var unknown = await Send(sender, Lines, "a\n"u8.ToArray());
        await Sent(await CallerOf(organization, Scope.Ingest, Scope.StreamsWrite), Lines, "a\n"u8.ToArray());
        var known = await Send(sender, Lines, "b\n"u8.ToArray());
        var detecting = await Send(sender, Lines, "c\n"u8.ToArray(), query: "?detect=true");
        var reading = await Send(await CallerOf(organization, Scope.StreamsRead), Lines, "d\n"u8.ToArray());

        await unknown.Problem(HttpStatusCode.Forbidden, "detection.may_not_create_stream");
        known.StatusCode.Should().Be(HttpStatusCode.OK);
        await detecting.Problem(HttpStatusCode.Forbidden, "request.scope_missing");
        await reading.Problem(HttpStatusCode.Forbidden, "request.scope_missing");
    }

    [Fact]
    public async Task An_empty_body_is_nothing_and_an_unknown_name_no_stream()
    {
        var caller = await NewCaller();

        Counts(await Sent(caller, Ndjson, [])).Should().Be((0, 0, 0, 0));
        var odd = await Send(caller, Lines, "a"u8.ToArray(), route: "/api/v1/streams/No%20Slug/events");

        await odd.Problem(HttpStatusCode.NotFound, "detection.no_such_stream");
    }
}
