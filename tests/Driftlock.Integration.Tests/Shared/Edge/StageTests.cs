using System.Net;
using System.Text.RegularExpressions;
using Driftlock.Api.Shared.Edge;
using Driftlock.Testing.Shared;
using Microsoft.AspNetCore.Hosting;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>What a request passes before its route, and what that does for it even when it is refused on the way.</summary>
public sealed partial class StageTests(OpenToOneOrigin api) : IClassFixture<OpenToOneOrigin>
{
    [Fact]
    public void The_order_is_the_documented_one()
    {
        var guide = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "guides", "operating.md"));

        Stage().Matches(guide).Select(row => row.Groups["name"].Value)
            .Should().Equal(Stages.Order.Select(stage => stage.Name));
    }

    [Fact]
    public async Task A_refused_message_has_its_id_and_the_headers_for_browsers()
    {
        var answer = await api.SendAsync(
            "POST / HTTP/1.1\nHost: localhost\nX-Request-Id: mine\nContent-Encoding: zstd\nContent-Length: 2\n\n", "{}"u8.ToArray());

        answer.Code.Should().Be("request.unsupported_encoding");
        answer.Head.Should().Contain("X-Request-Id: mine").And.Contain("X-Content-Type-Options: nosniff")
            .And.Contain("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'")
            .And.Contain("Cache-Control: no-store").And.NotContain("Server:")
            .And.Contain("Content-Length: ").And.NotContain("Transfer-Encoding:");
        answer.Body.Should().Contain("\"request_id\":\"mine\"");
    }

    [Fact]
    public async Task A_page_of_a_configured_origin_may_call()
    {
        var answer = await Preflight(OpenToOneOrigin.Origin);

        answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(OpenToOneOrigin.Origin);
        answer.Headers.Contains("Access-Control-Allow-Credentials").Should().BeFalse();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://console.example.org.evil.example")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_may_not(string origin) =>
        (await Preflight(origin)).Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();

    private async Task<HttpResponseMessage> Preflight(string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, Calls.Demo);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        return await api.NewCaller().SendAsync(request);
    }

    [GeneratedRegex(@"^\d+\. \*\*(?<name>[^*]+)\*\*", RegexOptions.Multiline)]
    private static partial Regex Stage();
}

public sealed class OpenToOneOrigin : ApiFixture
{
    public const string Origin = "https://console.example.org";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Edge:Origins:0", Origin);
    }
}
