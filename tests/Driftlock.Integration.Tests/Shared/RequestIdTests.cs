using System.Net;

namespace Driftlock.Integration.Tests.Shared;

public sealed class RequestIdTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("a")]
    [InlineData("2026-11-20_checkout.17")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task The_id_of_the_caller_comes_back(string id) => (await IdOfAnswer(id)).Should().Be(id);

    [Theory]
    [InlineData("two words")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("id;x=1")]
    public async Task An_id_of_another_form_is_replaced(string id) =>
        (await IdOfAnswer(id)).Should().MatchRegex("^[0-9a-f]{32}$");

    [Fact]
    public async Task Every_request_without_one_gets_an_id_of_its_own()
    {
        var first = await IdOfAnswer(null);
        var second = await IdOfAnswer(null);

        first.Should().MatchRegex("^[0-9a-f]{32}$");
        second.Should().NotBe(first);
    }

    private async Task<string> IdOfAnswer(string? id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        if (id is not null) request.Headers.TryAddWithoutValidation("X-Request-Id", id).Should().BeTrue();

        var response = await api.NewCaller().SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response.Headers.GetValues("X-Request-Id").Single();
    }
}
