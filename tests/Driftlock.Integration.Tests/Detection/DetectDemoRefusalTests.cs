using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Detection;

public sealed class DetectDemoRefusalTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Every_rule_that_is_broken_is_named_by_its_field()
    {
        var tooMany = UsualLog.Lines(201);

        var problem = await Invalid(new { events = tooMany, baseline = tooMany, profile = "x" });

        FieldsOf(problem).Should().BeEquivalentTo("events", "baseline", "profile");
        problem["errors"]!["events"]!.AsArray().Single()!.GetValue<string>().Should().Be("At most 200 events.");
    }

    [Fact]
    public async Task Without_an_event_there_is_nothing_to_look_at() =>
        FieldsOf(await Invalid(new { events = Array.Empty<string>() })).Should().Equal("events");

    [Fact]
    public async Task Two_hundred_events_with_a_baseline_as_long_are_taken() =>
        await api.NewCaller().Detect(new { events = UsualLog.Lines(200), baseline = UsualLog.Lines(200) });

    [Theory]
    [InlineData(1 << 20, HttpStatusCode.OK)]
    [InlineData((1 << 20) + 1, HttpStatusCode.BadRequest)]
    public async Task Events_of_a_mebibyte_together_are_taken_and_no_more(int bytes, HttpStatusCode expected)
    {
        var events = new[] { new string('x', bytes - 2), "ä" };

        var response = await api.NewCaller().PostAsJsonAsync(Calls.Demo, new { events });

        response.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{}", null)]
    [InlineData("""{"events":null}""", "events")]
    [InlineData("""{"events":"one"}""", "events")]
    [InlineData("""{"events":["one"],"evnts":[]}""", "evnts")]
    [InlineData("""{"events":["one"],"events":["two"]}""", "events")]
    [InlineData("""{"events":["one",2]}""", "events[1]")]
    [InlineData("""{"events":["one",null]}""", "events[1]")]
    [InlineData("""{"events":["one",["two"]]}""", "events[1]")]
    [InlineData("""{"events":[{"body":7}]}""", "events[0]")]
    [InlineData("""{"events":[{"a":1,"a":2}]}""", "events[0]")]
    [InlineData("""{"events":["nul \u0000"]}""", "events[0]")]
    [InlineData("""{"events":[{"a":{"b":["\u0000"]}}]}""", "events[0]")]
    [InlineData("""{"events":[{"\u0000":1}]}""", "events[0]")]
    [InlineData("""{"events":["half a pair \ud800"]}""", "events[0]")]
    [InlineData("""{"events":[{"a":"half a pair \ud800"}]}""", "events[0]")]
    [InlineData("""{"events":["one"],"profile":7}""", "profile")]
    public async Task A_body_of_another_form_is_refused_and_the_place_is_named(string body, string? place)
    {
        var problem = await Malformed(Encoding.UTF8.GetBytes(body));

        if (place is null) problem["errors"].Should().BeNull();
        else FieldsOf(problem).Should().Equal(place);
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_refused()
    {
        await Refused([.. "{\"events\":[\""u8, 0xC3, 0x28, .. "\"]}"u8], "request.not_utf8");
        await Refused([.. "{\"events\":[{\"a\":\""u8, 0xC3, 0x28, .. "\"}]}"u8], "request.not_utf8");
    }

    [Fact]
    public async Task An_event_nested_too_deeply_is_refused()
    {
        var deep = new string('[', 31) + new string(']', 31);

        await Refused(Encoding.UTF8.GetBytes($$"""{"events":[{"a":{{deep}}}]}"""), "request.malformed");
    }

    private static IEnumerable<string> FieldsOf(JsonNode problem) =>
        problem["errors"]!.AsObject().Select(field => field.Key);

    private async Task<JsonNode> Invalid(object request)
    {
        var response = await api.NewCaller().PostAsJsonAsync(Calls.Demo, request);
        return await response.Problem(HttpStatusCode.BadRequest, "request.invalid");
    }

    private Task<JsonNode> Malformed(byte[] body) => Refused(body, "request.malformed");

    private async Task<JsonNode> Refused(byte[] body, string code)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var response = await api.NewCaller().PostAsync(Calls.Demo, content);
        return await response.Problem(HttpStatusCode.BadRequest, code);
    }
}
