using System.Net;
using System.Net.Http.Json;
using System.Text;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Events that are sent as they happen, in every form that a body may have.</summary>
public sealed class IngestTests(KeyedApiFixture api) : IngestCalls(api), IClassFixture<KeyedApiFixture>
{
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
    public async Task The_dear_words_lie_where_the_text_shows_them_whatever_bytes_stand_before()
    {
        var caller = await NewCaller();
        await Sent(caller, Lines, Text(UsualLog.Lines(400)));

        var answer = await Sent(
            caller, Lines, [0xFF, 0xFE, 0xE9, (byte)' ', .. Encoding.UTF8.GetBytes(UsualLog.OddLine)], query: "?detect=true");

        var anomaly = answer["anomalies"]!.AsArray().Single()!;
        var text = Encoding.UTF8.GetBytes(anomaly["event_text"]!.GetValue<string>());
        var words = anomaly["attribution"]!.AsArray().Select(part => Encoding.UTF8.GetString(
            text[part!["start"]!.GetValue<int>()..part["end"]!.GetValue<int>()])).ToList();
        words.Should().Contain("PANIC").And.OnlyContain(word => $"\uFFFD\uFFFD\uFFFD {UsualLog.OddLine}".Contains(word));
    }

    [Theory]
    [InlineData("application/cloudevents+json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Another_type_or_none_is_refused(string? type)
    {
        var caller = await NewCaller();
        using var body = new ByteArrayContent("[\"a\"]"u8.ToArray());
        if (type is not null) body.Headers.ContentType = new(type);

        var answer = await caller.PostAsync("/api/v1/streams/app/events", body);

        await answer.Problem(HttpStatusCode.UnsupportedMediaType, "request.unsupported_media_type");
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
            .. """{"body":"x","id":"e"}"""u8, (byte)'\n',
            .. Encoding.UTF8.GetBytes($$$"""{"body":"x","attributes":{"a":"{{{new string('a', 1 << 16)}}}"}}"""),
        ];

        var answer = await Sent(caller, Ndjson, body);

        (answer["received"]!.GetValue<long>(), answer["learned"]!.GetValue<long>(), answer["duplicates"]!.GetValue<long>())
            .Should().Be((12, 2, 1));
        answer["refused_count"]!.GetValue<long>().Should().Be(9);
        answer["refused"]!.AsArray().Select(one => (one!["line"]!.GetValue<int>(), one["code"]!.GetValue<string>()))
            .Should().Equal(
                (2, "detection.record_malformed"),
                (5, "detection.record_malformed"),
                (6, "detection.record_malformed"),
                (7, "detection.record_malformed"),
                (8, "request.not_utf8"),
                (9, "detection.record_malformed"),
                (10, "detection.id_form"),
                (12, "detection.id_reused"),
                (14, "detection.attributes_too_long"));
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
}
