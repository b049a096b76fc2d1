using System.Net;
using System.Net.Sockets;
using Driftlock.Api.Shared.Edge;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>How answers of every sort leave the socket server behind what holds the short ones.</summary>
public sealed class WholeAnswerTests : IAsyncLifetime
{
    private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient caller = new();
    private WebApplication server = null!;
    private RequestDelegate answering = _ => Task.CompletedTask;

    [Fact]
    public async Task A_short_answer_says_its_length_however_often_it_was_flushed()
    {
        using var answer = await AskAsync(async http =>
        {
            await http.Response.WriteAsync("one ");
            await http.Response.BodyWriter.FlushAsync();
            await http.Response.Body.WriteAsync("two "u8.ToArray());
            await http.Response.StartAsync();
            await http.Response.WriteAsync("three");
        });

        answer.Content.Headers.ContentLength.Should().Be(13);
        answer.Headers.TransferEncodingChunked.Should().BeNull();
        (await answer.Content.ReadAsStringAsync()).Should().Be("one two three");
    }

    [Fact]
    public async Task An_answer_without_content_has_none()
    {
        using var answer = await AskAsync(async http =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            await http.Response.Body.FlushAsync();
        });

        answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await answer.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_head_alone_says_the_length_of_what_is_not_sent()
    {
        using var answer = await AskAsync(http => http.Response.WriteAsync("whole"), HttpMethod.Head);

        answer.Content.Headers.ContentLength.Should().Be(5);
        (await answer.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(HeldBody.Longest, false)]
    [InlineData(HeldBody.Longest + 1, true)]
    [InlineData(20 * HeldBody.Longest, true)]
    public async Task A_long_answer_leaves_in_parts_and_complete(int length, bool inParts)
    {
        var whole = Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray();

        using var answer = await AskAsync(async http =>
        {
            foreach (var part in whole.Chunk(5000)) await http.Response.BodyWriter.WriteAsync(part);
        });

        (answer.Headers.TransferEncodingChunked is true).Should().Be(inParts);
        (await answer.Content.ReadAsByteArrayAsync()).Should().Equal(whole);
    }

    [Fact]
    public async Task Nothing_is_seen_of_an_answer_that_broke_off()
    {
        using var answer = await AskAsync(async http =>
        {
            await http.Response.WriteAsync("half of it");
            throw new InvalidOperationException("The other half is missing.");
        });

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).Should().Be("refused");
    }

    [Fact]
    public async Task Nothing_of_an_answer_whose_head_failed_stands_behind_another_head()
    {
        var all = await AskRawAsync(async http =>
        {
            http.Response.OnStarting(() => throw new InvalidOperationException("No head."));
            await http.Response.WriteAsync("held back");
        });

        all.Should().StartWith("HTTP/1.1 500 ").And.NotContain("held back");
    }

    [Theory]
    [InlineData(StatusCodes.Status204NoContent, null)]
    [InlineData(StatusCodes.Status200OK, 4)]
    public async Task Nothing_of_an_answer_that_is_longer_than_its_head_allows_is_sent(int status, int? length)
    {
        var all = await AskRawAsync(async http =>
        {
            (http.Response.StatusCode, http.Response.ContentLength) = (status, length);
            await http.Response.WriteAsync("held back");
        });

        all.Should().StartWith("HTTP/1.1 500 ").And.Contain("refused").And.NotContain("held");
    }

    [Fact]
    public async Task A_writer_that_ends_with_an_exception_sends_no_whole_answer()
    {
        var all = await AskRawAsync(async http =>
        {
            await http.Response.WriteAsync("held back");
            await http.Response.BodyWriter.CompleteAsync(new InvalidOperationException("It is not whole."));
        });

        all.Should().NotContain("held");
    }

    [Fact]
    public async Task What_was_held_leaves_first_when_nothing_more_is_to_wait()
    {
        using var answer = await AskAsync(async http =>
        {
            await http.Response.WriteAsync("one ");
            http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await http.Response.WriteAsync("two ");
            await http.Response.Body.WriteAsync(new byte[2 * HeldBody.Longest]);
        });

        var all = await answer.Content.ReadAsStringAsync();
        all.Should().StartWith("one two ").And.HaveLength(8 + (2 * HeldBody.Longest));
    }

    [Fact]
    public async Task A_head_that_is_flushed_alone_arrives_before_the_body()
    {
        using var answer = await AskAsync(async http =>
        {
            await http.Response.Body.FlushAsync();
            await seen.Task;
            await http.Response.WriteAsync("later");
        });
        seen.SetResult();

        (await answer.Content.ReadAsStringAsync()).Should().Be("later");
    }

    [Fact]
    public async Task What_must_arrive_while_it_is_written_does()
    {
        using var answer = await AskAsync(async http =>
        {
            http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await http.Response.WriteAsync("now");
            await seen.Task;
            await http.Response.WriteAsync(" and later");
        });
        await using var body = await answer.Content.ReadAsStreamAsync();
        var first = new byte[3];
        await body.ReadExactlyAsync(first);
        seen.SetResult();

        first.Should().Equal("now"u8.ToArray());
        (await new StreamReader(body).ReadToEndAsync()).Should().Be(" and later");
    }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.UseExceptionHandler(failed => failed.Run(http => http.Response.WriteAsync("refused")));
        server.UseMiddleware<WholeAnswers>();
        server.Run(http => answering(http));
        await server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        caller.Dispose();
        await server.DisposeAsync();
    }

    private Uri Address => new(
        server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    // All that comes on a connection for one request: a caller that reads by the head would leave what stands behind it.
    private async Task<string> AskRawAsync(RequestDelegate answer)
    {
        answering = answer;
        using var connection = new TcpClient();
        await connection.ConnectAsync(Address.Host, Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private async Task<HttpResponseMessage> AskAsync(RequestDelegate answer, HttpMethod? method = null)
    {
        answering = answer;
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, Address);
        return await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
