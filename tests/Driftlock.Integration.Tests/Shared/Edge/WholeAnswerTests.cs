using System.Net;
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

    private async Task<HttpResponseMessage> AskAsync(RequestDelegate answer, HttpMethod? method = null)
    {
        answering = answer;
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address);
        return await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
