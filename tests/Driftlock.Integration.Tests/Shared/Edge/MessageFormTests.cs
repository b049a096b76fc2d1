using System.Text;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>How a message may look, whatever it asks for.</summary>
public sealed class MessageFormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Post = "POST /api/v1/demo/detect HTTP/1.1\nHost: localhost\nContent-Type: application/json\n";

    [Fact]
    public async Task A_body_with_two_lengths_is_refused_and_its_connection_closed()
    {
        var answer = await api.SendAsync(Post + "Content-Length: 5\nTransfer-Encoding: chunked\n\n", "0\r\n\r\n"u8.ToArray());

        (answer.Status, answer.Code, answer.IsClosed).Should().Be((400, "request.ambiguous_length", true));
    }

    [Theory]
    [InlineData("/api/v1/demo/detect")]
    [InlineData("/nowhere")]
    public async Task A_body_that_says_to_be_too_large_is_refused_before_it_is_read(string address)
    {
        var answer = await api.SendAsync(
            $"POST {address} HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 10485761\n\n");

        (answer.Status, answer.Code, answer.IsClosed).Should().Be((413, "request.too_large", true));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task A_method_without_a_body_has_none(string method)
    {
        var answer = await api.SendAsync($"{method} /version HTTP/1.1\nHost: localhost\nContent-Length: 2\n\n", "{}"u8.ToArray());

        (answer.Status, answer.Code, answer.IsClosed).Should().Be((400, "request.body_not_taken", true));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task An_encoding_that_is_not_undone_is_refused_with_those_that_are(string encoding)
    {
        var answer = await api.SendAsync(Post + $"Content-Encoding: {encoding}\nContent-Length: 2\n\n", "{}"u8.ToArray());

        (answer.Status, answer.Code).Should().Be((415, "request.unsupported_encoding"));
        answer.Head.Should().Contain("Accept-Encoding: gzip, br");
    }

    [Fact]
    public async Task A_body_is_encoded_once()
    {
        var answer = await api.SendAsync(Post + "Content-Encoding: gzip, gzip\nContent-Length: 2\n\n", "{}"u8.ToArray());

        (answer.Status, answer.Code).Should().Be((400, "request.encoded_twice"));
    }

    [Theory]
    [InlineData("GET /version HTTP/1.1\nHost: localhost\n\n", "bare line feeds")]
    [InlineData("GET /version HTTP/1.1\r\n\r\n", "no host")]
    [InlineData("GET /ver\0sion HTTP/1.1\r\nHost: localhost\r\n\r\n", "a NUL in the path")]
    [InlineData("POST /api/v1/demo/detect HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "two lengths")]
    [InlineData("GET /version HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\n 2\r\n\r\n", "a folded header")]
    [InlineData("GET /version HTTP/1.1\r\nHost: localhost\r\nX-A: \u00ff\r\n\r\n", "a header that is not ASCII")]
    public async Task What_is_no_request_is_refused_and_its_connection_closed(string bytes, string because)
    {
        var answer = await api.SendAsync(Encoding.Latin1.GetBytes(bytes));

        (answer.Status, answer.IsClosed).Should().Be((400, true), because);
    }

    [Fact]
    public async Task Headers_are_at_most_16_kB()
    {
        var answer = await api.SendAsync($"GET /version HTTP/1.1\nHost: localhost\nX-A: {new string('a', 16 << 10)}\n\n");

        (answer.Status, answer.IsClosed).Should().Be((431, true));
    }

    [Fact]
    public async Task Headers_are_at_most_64()
    {
        var headers = string.Concat(Enumerable.Range(0, 64).Select(i => $"X-{i}: 1\n"));

        var answer = await api.SendAsync($"GET /version HTTP/1.1\nHost: localhost\n{headers}\n");

        (answer.Status, answer.IsClosed).Should().Be((431, true));
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up()
    {
        var answer = await api.SendAsync(Post + "Content-Length: 100\n\n", "{"u8.ToArray());

        (answer.Status, answer.Code, answer.IsClosed).Should().Be((408, "request.too_slow", true));
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_given_up()
    {
        var answer = await api.SendAsync("GET /version HTTP/1.1\nHost: localhost\n");

        (answer.Status, answer.IsClosed).Should().Be((408, true));
    }

    [Fact]
    public async Task A_chunk_with_a_bad_size_is_refused()
    {
        var answer = await api.SendAsync(Post + "Transfer-Encoding: chunked\n\n", "zz\r\n{}\r\n0\r\n\r\n"u8.ToArray());

        (answer.Status, answer.IsClosed).Should().Be((400, true));
    }
}
