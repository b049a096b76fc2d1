using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Detection;

public sealed class DetectDemoTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task An_odd_line_is_found_and_its_words_are_named()
    {
        string[] events = [.. UsualLog.Lines(20, from: 200), UsualLog.OddLine, .. UsualLog.Lines(20, from: 220)];

        var answer = await Detect(new { baseline = UsualLog.Lines(200), events });

        Number(answer["received"]).Should().Be(241);
        Number(answer["scored"]).Should().Be(41);
        Number(answer["learned"]).Should().Be(241);
        Number(answer["anomaly_count"]).Should().Be(1);
        var anomaly = answer["anomalies"]!.AsArray().Single()!;
        Number(anomaly["index"]).Should().Be(20);
        Text(anomaly["event_text"]).Should().Be(UsualLog.OddLine);
        Number(anomaly["bits"]).Should().BeGreaterThan(Number(anomaly["expected_bits"]));
        Number(anomaly["p_value"]).Should().BeLessThanOrEqualTo(0.01);
        Number(anomaly["score"]).Should().BeGreaterThan(6);
        Text(anomaly["severity"]).Should().BeOneOf("medium", "high", "critical");
        Texts(anomaly["flags"]).Should().NotContain("insufficient_calibration");
        Text(anomaly["explanation"]).Should().Contain(" bits");
        WordsOf(anomaly).Should().Contain("PANIC");
    }

    [Fact]
    public async Task The_parts_never_cost_more_than_the_whole_and_the_dearest_come_first()
    {
        var answer = await Detect(new { baseline = UsualLog.Lines(200), events = new[] { UsualLog.OddLine } });

        var anomaly = answer["anomalies"]!.AsArray().Single()!;
        var bits = anomaly["attribution"]!.AsArray().Select(part => Number(part!["bits"])).ToList();
        bits.Should().NotBeEmpty().And.BeInDescendingOrder();
        bits.Sum().Should().BeLessThanOrEqualTo(Number(anomaly["bits"]));
    }

    [Fact]
    public async Task Without_a_baseline_the_first_events_teach()
    {
        var answer = await Detect(new { events = UsualLog.Lines(199).Append(UsualLog.OddLine) });

        Number(answer["model"]!["baseline_events"]).Should().Be(153);
        Number(answer["scored"]).Should().Be(200 - 153);
        answer["anomalies"]!.AsArray().Should().Contain(anomaly => Number(anomaly!["index"]) == 199);
    }

    [Fact]
    public async Task While_the_baseline_is_incomplete_nothing_is_judged()
    {
        var answer = await Detect(new { events = UsualLog.Lines(20).Append(UsualLog.OddLine) });

        Number(answer["scored"]).Should().Be(0);
        Number(answer["learned"]).Should().Be(21);
        answer["anomalies"]!.AsArray().Should().BeEmpty();
        Text(answer["model"]!["state"]).Should().Be("learning");
        Number(answer["model"]!["events_needed"]).Should().Be(153 - 21);
    }

    [Fact]
    public async Task A_guess_from_a_baseline_that_is_too_short_says_so()
    {
        var answer = await Detect(new { baseline = UsualLog.Lines(120), events = new[] { UsualLog.OddLine } });

        var anomaly = answer["anomalies"]!.AsArray().Single()!;
        Texts(anomaly["flags"]).Should().Contain("insufficient_calibration").And.Contain("extrapolated");
    }

    [Fact]
    public async Task A_more_sensitive_profile_finds_at_least_as_much()
    {
        string[] events = [.. UsualLog.Lines(100, from: 200), UsualLog.OddLine];

        var balanced = await Detect(new { baseline = UsualLog.Lines(200), events });
        var sensitive = await Detect(new { baseline = UsualLog.Lines(200), events, profile = "sensitive" });

        Indices(sensitive).Should().Contain(Indices(balanced));
        Indices(balanced).Should().Contain(100);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer()
    {
        string[] events = [.. UsualLog.Lines(50, from: 200), UsualLog.OddLine];
        var request = new { baseline = UsualLog.Lines(200), events };

        var (first, second) = (await Detect(request), await Detect(request));

        first.AsObject().Remove("request_id");
        second.AsObject().Remove("request_id");
        second.ToJsonString().Should().Be(first.ToJsonString());
        Text(first["model"]!["digest"]).Should().StartWith("sha256:");
    }

    [Theory]
    [InlineData("\"a line\\nof two\"", "a line\nof two")]
    [InlineData(""" { "b" : "x  😀 \u00fc \" \\",  "a": 1.50, "c": [ 1 , { } ] }""", """{"b":"x  😀 \u00fc \" \\","a":1.50,"c":[1,{}]}""")]
    [InlineData("""{ "body": { "amount": 950 }, "id": "7", "timestamp": "2026-11-20T10:00:00Z", "attributes": {} }""", """{"amount":950}""")]
    [InlineData("""{ "body": "a line" }""", "a line")]
    [InlineData("""{ "body": "a line", "level": 3 }""", """{"body":"a line","level":3}""")]
    [InlineData("""{ "id": "no body" }""", """{"id":"no body"}""")]
    public async Task A_record_is_scored_as_its_compact_text_and_an_envelope_as_its_body(string sent, string scored)
    {
        var baseline = string.Join(',', Enumerable.Repeat("\"quiet\"", 40));
        using var body = new StringContent(
            $$"""{ "baseline": [{{baseline}}], "events": [{{sent}}], "profile": "sensitive" }""",
            Encoding.UTF8,
            "application/json");

        var answer = await (await api.NewCaller().PostAsync(Calls.Demo, body)).Json();

        Text(answer["anomalies"]!.AsArray().Single()!["event_text"]).Should().Be(scored);
    }

    private static double Number(JsonNode? node) => node!.GetValue<double>();

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static IEnumerable<string> Texts(JsonNode? node) => node!.AsArray().Select(Text);

    private static IEnumerable<double> Indices(JsonNode answer) =>
        answer["anomalies"]!.AsArray().Select(anomaly => Number(anomaly!["index"]));

    private static IEnumerable<string> WordsOf(JsonNode anomaly)
    {
        var text = Encoding.UTF8.GetBytes(Text(anomaly["event_text"]));
        return anomaly["attribution"]!.AsArray().Select(part =>
            Encoding.UTF8.GetString(text[(int)Number(part!["start"])..(int)Number(part["end"])]));
    }

    private Task<JsonNode> Detect(object request) => api.NewCaller().Detect(request);
}
