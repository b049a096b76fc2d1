using System.Net;
using System.Text.RegularExpressions;

namespace Driftlock.Integration.Tests.Shared.OpenApi;

/// <summary>The page that shows the document.</summary>
public sealed partial class ApiPageTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task It_has_no_script_of_its_own_and_takes_all_that_it_needs_from_here()
    {
        var caller = api.NewCaller();

        var page = await caller.GetAsync("/docs");

        page.StatusCode.Should().Be(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("script-src 'self';")
            .And.MatchRegex("style-src 'self' 'sha256-[^']+';").And.Contain("connect-src 'self'").And.NotContain("unsafe");
        var html = await page.Content.ReadAsStringAsync();
        html.Should().NotContain("<style").And.NotMatchRegex("<script(?![^>]*src=)");
        var needed = Needed().Matches(html).Select(match => match.Groups["address"].Value).ToList();
        needed.Should().HaveCountGreaterThan(4).And.OnlyContain(address => !address.Contains("//"));
        foreach (var address in needed)
        {
            var part = await caller.GetAsync(new Uri(page.RequestMessage!.RequestUri!, address));
            part.StatusCode.Should().Be(HttpStatusCode.OK, address);
            (await part.Content.ReadAsByteArrayAsync()).Should().NotBeEmpty(address);
        }
    }

    [Fact]
    public async Task It_shows_the_document_of_this_server()
    {
        var script = await api.NewCaller().GetStringAsync("/docs/index.js");

        script.Should().Contain("\"/openapi/v1.json\"");
    }

    [GeneratedRegex("(?:src|href)=\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Needed();
}
