using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>What a body may hold.</summary>
public sealed class BodyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Two = """{"events":["one","two"]}""";

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("GZIP")]
    public async Task An_encoded_body_is_read_like_any_other(string encoding)
    {
        var response = await Send(Encode(encoding, Encoding.UTF8.GetBytes(Two)), encoding);

        (await response.Json())["received"]!.GetValue<int>().Should().Be(2);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_small_body_that_decodes_to_a_large_one_is_refused(string encoding)
    {
        var bomb = Encode(encoding, [.. Enumerable.Repeat((byte)' ', 100 << 20)]);

        var response = await Send(bomb, encoding);

        await response.Problem(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task Gzip_of_gzip_is_undone_once()
    {
        var response = await Send(Encode("gzip", Encode("gzip", Encoding.UTF8.GetBytes(Two))), "gzip");

        await response.Problem(HttpStatusCode.BadRequest, "request.not_utf8");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_is_not_in_its_encoding_is_refused(string encoding)
    {
        var response = await Send(Encoding.UTF8.GetBytes(Two), encoding);

        await response.Problem(HttpStatusCode.BadRequest, "request.damaged_encoding");
    }

    [Fact]
    public async Task An_encoded_body_that_breaks_off_is_refused()
    {
        var whole = Encode("gzip", Encoding.UTF8.GetBytes(Two));

        var response = await Send(whole[..^6], "gzip");

        await response.Problem(HttpStatusCode.BadRequest, "request.damaged_encoding");
    }

    [Theory]
    [InlineData("{\"events\":[\"\u00ff\"]}", "a byte that begins nothing")]
    [InlineData("{\"events\":[\"\u00c3\"]}", "a character that does not end")]
    [InlineData("{\"events\":[\"one \u00e2\u0082", "a body that ends within one")]
    [InlineData("{\"events\":[{\"a\":\"\u00c0\u0080\"}]}", "a long form of NUL")]
    [InlineData("{\"events\":[{\"\u00ff\":1}]}", "a name")]
    public async Task What_is_no_utf_8_is_refused(string body, string because)
    {
        var response = await Send(Encoding.Latin1.GetBytes(body), encoding: null);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, because);
        await response.Problem(HttpStatusCode.BadRequest, "request.not_utf8");
    }

    [Theory]
    [InlineData("{\"events\":[\"\\ud800\"]}", "half a pair of surrogates")]
    [InlineData("{\"events\":[\"\\u0000\"]}", "U+0000 in a text")]
    [InlineData("{\"events\":[{\"a\\u0000\":1}]}", "U+0000 in a name")]
    [InlineData("{\"events\":[\"one\"],\"profile\":\"a\\u0000\"}", "U+0000 in another text")]
    [InlineData("{\"events\":[\"one\"],\"events\":[\"two\"]}", "the same name twice")]
    [InlineData("{\"events\":[{\"a\":1,\"a\":2}]}", "the same name twice in an event")]
    [InlineData("{\"events\":[\"one\"]} trailing", "more than one value")]
    public async Task What_is_no_good_json_is_refused(string body, string because)
    {
        var response = await Send(Encoding.Latin1.GetBytes(body), encoding: null);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, because);
        await response.Problem(HttpStatusCode.BadRequest, "request.malformed");
    }

    [Fact]
    public async Task A_body_is_at_most_32_deep()
    {
        // The body and its list are two.
        (await Send(Nested(30), null)).StatusCode.Should().Be(HttpStatusCode.OK);
        await (await Send(Nested(31), null)).Problem(HttpStatusCode.BadRequest, "request.malformed");
        await (await Send(Nested(100_000), null)).Problem(HttpStatusCode.BadRequest, "request.malformed");
    }

    [Fact]
    public async Task Every_character_is_taken_wherever_the_packets_part_it()
    {
        var body = Encoding.UTF8.GetBytes("""{"events":["aä€😀"]}""");
        var head = Encoding.ASCII.GetBytes(
            "POST /api/v1/demo/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n");

        var answer = await api.SendAsync([head, .. body.Select(each => new[] { each })]);

        answer.Status.Should().Be(200, answer.Body);
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(
        $"{{\"events\":[{string.Concat(Enumerable.Repeat("{\"a\":", depth - 1))}{{}}{new string('}', depth - 1)}]}}");

    private async Task<HttpResponseMessage> Send(byte[] body, string? encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return await api.NewCaller().PostAsync(Calls.Demo, content);
    }

    private static byte[] Encode(string encoding, byte[] content)
    {
        using var buffer = new MemoryStream();
        using (Stream encoder = encoding == "br"
            ? new BrotliStream(buffer, CompressionLevel.Fastest)
            : new GZipStream(buffer, CompressionLevel.Fastest))
        {
            encoder.Write(content);
        }

        return buffer.ToArray();
    }
}
