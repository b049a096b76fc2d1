using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Events that are sent as they happen, as a caller sends them.</summary>
public sealed class IngestTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private const string Route = "/api/v1/streams/app/events";
    private const string Lines = "text/plain";
    private const string Ndjson = "application/x-ndjson";
    private const string Array = "application/json";
    private const string Csv = "text/csv";

    [Fact]
    public async Task Lines_teach_for_nothing_and_are_scored_where_that_is_wanted()
    {
        var caller = await NewCaller();

        var taught = await Sent(caller, Lines, Text(UsualLog.Lines(450)));
        var scored = await Sent(caller, Lines, Text([.. UsualLog.Lines(20, from: 450), UsualLog.OddLine]), query: "?detect=true");

        Counts(taught).Should().Be((450, 450, 0, 0));
        Counts(scored).Should().Be((21, 21, 21, 0));
        (taught["usage"]!["used"]!.GetValue<long>(), scored["usage"]!["used"]!.GetValue<long>()).Should().Be((0, 21));
        var anomaly = scored["anomalies"]!.AsArray().Should().ContainSingle(one => one!["line"]!.GetValue<long>() == 21).Which!;
        anomaly["event_text"]!.GetValue<string>().Should().Be(UsualLog.OddLine);
        (await Get(caller, "/api/v1/anomalies"))["items"]!.AsArray().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_stream_may_say_itself_that_what_is_sent_is_scored()
    {
        var caller = await NewCaller();
        await caller.PostAsJsonAsync("/api/v1/streams", new { slug = "app", baseline_events = 30, detect_on_ingest = true });

        var first = await Sent(caller, Lines, Text(UsualLog.Lines(50)));
        var quiet = await Sent(caller, Lines, Text(UsualLog.Lines(5, from: 50)), query: "?detect=false");

        (first["scored"]!.GetValue<long>(), quiet["scored"]!.GetValue<long>()).Should().Be((20, 0));
    }

    [Fact]
    public async Task What_only_taught_shows_no_scores()
    {
        var caller = await NewCaller();
        await Sent(caller, Lines, Text(UsualLog.Lines(500)));

        (await Get(caller, "/api/v1/streams/app/scores"))["points"]!.AsArray().Should().OnlyContain(
            point => point!["judged"]!.GetValue<long>() == 0 && point["max_bits"]!.GetValue<double>().Equals(0));
        (await Get(caller, "/api/v1/streams/app"))["events"]!.GetValue<long>().Should().Be(500);
    }

    [Fact]
    public async Task A_line_is_scored_whatever_bytes_it_has()
    {
        var caller = await NewCaller();
        await Sent(caller, Lines, Text(UsualLog.Lines(400)));

        var answer = await Sent(caller, Lines, [0xFF, 0xFE, 0, (byte)'a', (byte)'\r', (byte)'\n', (byte)'\n'], query: "?detect=true");

        Counts(answer).Should().Be((2, 2, 2, 0));
    }

    [Fact]
    public async Task Records_that_are_no_events_are_refused_by_their_line_and_the_others_go_in()
    {
        var caller = await NewCaller();
        byte[] body =
        [
            .. """{"a": 1}"""u8, (byte)'\n',
            .. """{"a": 1"""u8, (byte)'\n',
            .. "\n  \r\n"u8,
            .. "7\n"u8,
            .. """{"a":1,"a":2}"""u8, (byte)'\n',
            .. "{\"a\":\"\\u0000\"}\n"u8,
            (byte)'"', 0xFF, (byte)'"', (byte)'\n',
            .. Encoding.UTF8.GetBytes(new string('[', 40) + new string(']', 40)), (byte)'\n',
            .. """{"body":"x","id":""}"""u8, (byte)'\n',
            .. """{"body":"x","id":"e"}"""u8, (byte)'\n',
            .. """{"body":"y","id":"e"}"""u8, (byte)'\n',
            .. """{"body":"x","id":"e"}"""u8,
        ];

        var answer = await Sent(caller, Ndjson, body);

        (answer["received"]!.GetValue<long>(), answer["learned"]!.GetValue<long>(), answer["duplicates"]!.GetValue<long>())
            .Should().Be((11, 2, 1));
        answer["refused_count"]!.GetValue<long>().Should().Be(8);
        answer["refused"]!.AsArray().Select(one => (one!["line"]!.GetValue<int>(), one["code"]!.GetValue<string>()))
            .Should().Equal(
                (2, "detection.record_malformed"),
                (5, "detection.record_malformed"),
                (6, "detection.record_malformed"),
                (7, "detection.record_malformed"),
                (8, "request.not_utf8"),
                (9, "detection.record_malformed"),
                (10, "detection.id_form"),
                (12, "detection.id_reused"));
    }

    [Fact]
    public async Task An_array_is_taken_element_by_element()
    {
        var caller = await NewCaller();

        var answer = await Sent(caller, Array, """ ["a", {"b": 1}, 7, {"c":1,"c":2}, {"body":"d"}] """u8.ToArray());

        (answer["received"]!.GetValue<long>(), answer["learned"]!.GetValue<long>()).Should().Be((5, 3));
        answer["refused"]!.AsArray().Select(one => one!["line"]!.GetValue<int>()).Should().Equal(3, 4);
    }

    [Fact]
    public async Task Rows_of_CSV_are_objects_by_the_names_of_the_first_line()
    {
        var organization = await NewOrganization();
        var caller = await CallerOf(organization);
        const string Body = "state,amount,note\r\nopen,950,\"a \"\"b\"\"\r\nc\"\nopen\n\nshut,-1.5e3,007\nx\"y,1,z\n";

        var answer = await Sent(caller, Csv, Encoding.UTF8.GetBytes(Body));

        (answer["received"]!.GetValue<long>(), answer["learned"]!.GetValue<long>()).Should().Be((4, 2));
        answer["refused"]!.AsArray().Select(one => one!["line"]!.GetValue<int>()).Should().Equal(4, 7);
        (await Texts(organization)).Should().Equal(
            """{"state":"open","amount":950,"note":"a \"b\"\nc"}""", """{"state":"shut","amount":-1.5e3,"note":"007"}""");
    }

    [Theory]
    [InlineData(Csv, "a,a\n1,2\n", HttpStatusCode.BadRequest, "detection.csv_header")]
    [InlineData(Csv, "a,,b\n", HttpStatusCode.BadRequest, "detection.csv_header")]
    [InlineData(Array, """{"events":[]}""", HttpStatusCode.BadRequest, "detection.array_malformed")]
    [InlineData(Array, """["a" "b"]""", HttpStatusCode.BadRequest, "detection.array_malformed")]
    [InlineData(Array, """["a" """, HttpStatusCode.BadRequest, "detection.array_malformed")]
    [InlineData(Array, """["a"] x""", HttpStatusCode.BadRequest, "detection.array_malformed")]
    [InlineData("application/xml", "<a/>", HttpStatusCode.UnsupportedMediaType, "request.unsupported_media_type")]
    public async Task A_body_that_is_none_of_the_forms_is_refused(string type, string body, HttpStatusCode status, string code)
    {
        var caller = await NewCaller();

        var answer = await Send(caller, type, Encoding.UTF8.GetBytes(body), key: "k");

        await answer.Problem(status, code);
        (await Get(caller, "/api/v1/streams"))["items"]!.AsArray().Should().BeEmpty("nothing went in");
    }

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
        api.Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);
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

    private static byte[] Text(string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    private static (long Received, long Learned, long Scored, long Refused) Counts(JsonNode answer) => (
        answer["received"]!.GetValue<long>(),
        answer["learned"]!.GetValue<long>(),
        answer["scored"]!.GetValue<long>(),
        answer["refused_count"]!.GetValue<long>());

    private static async Task<JsonNode> Sent(
        HttpClient caller, string type, byte[] body, string query = "", string? encoding = null)
    {
        var response = await Send(caller, type, body, query, encoding: encoding);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Json();
    }

    private static async Task<HttpResponseMessage> Send(
        HttpClient caller,
        string type,
        byte[] body,
        string query = "",
        string? key = null,
        string? encoding = null,
        string route = Route)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route + query) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new(type);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await caller.SendAsync(request);
    }

    private static async Task<JsonNode> Get(HttpClient caller, string address)
    {
        var response = await caller.GetAsync(address);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Json();
    }

    private async Task<IReadOnlyList<string>> Texts(OrganizationId organization)
    {
        await using var scope = api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        var log = await scope.ServiceProvider.GetRequiredService<IDetectionDb>().Log.AsNoTracking()
            .OrderBy(entry => entry.Sequence).ToListAsync();
        return
        [
            .. log.SelectMany(entry => entry.Ends.Select((end, place) =>
                Encoding.UTF8.GetString(entry.Texts[(place == 0 ? 0 : entry.Ends[place - 1])..end]))),
        ];
    }

    private async Task<OrganizationId> NewOrganization(string plan = "orbit")
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, plan, "operator"));
        return organization;
    }

    private async Task<HttpClient> NewCaller(string plan = "orbit") => await CallerOf(await NewOrganization(plan));

    private async Task<HttpClient> CallerOf(OrganizationId organization, params string[] scopes)
    {
        var issued = await api.Send(new IssueApiKey(organization, "test", "operator")
        {
            Scopes = scopes.Length > 0 ? scopes : Scope.All,
        });
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
        return caller;
    }
}
