namespace Driftlock.Integration.Tests.Console;

/// <summary>Times in an address that are none, and those at the ends of all time.</summary>
public sealed class OddTimeTests(WeeksFixture api) : IClassFixture<WeeksFixture>
{
    [Theory]
    [InlineData("last=eternity")]
    [InlineData("last=1h%00")]
    [InlineData("from=yesterday&to=%3Cscript%3E")]
    [InlineData("from=2026-13-45T99:00:00Z")]
    [InlineData("from=12:00")]
    [InlineData("from=9999-12-31T23:59:59Z&to=0001-01-01T00:00:00Z")]
    [InlineData("to=0001-01-01T00:00:00%2B14:00")]
    [InlineData("from=9999-12-31T23:59:59.9999999-14:00")]
    [InlineData("from=%00&to=%F0%9F%95%90")]
    public async Task What_is_no_time_shows_everything(string query)
    {
        var visitor = await api.Viewer();

        var page = await visitor.Get($"/streams/app?{query}");
        var inbox = await visitor.Get($"/anomalies?{query}");

        page.Should().Contain("class=\"bits\"").And.NotContain("<script>").And.Contain(", so all of it is shown.");
        inbox.Should().Contain("/streams/app/events/").And.NotContain("<script>").And.Contain(", so all of it is shown.");
    }

    [Theory]
    [InlineData("last=")]
    [InlineData("last=all&from=yesterday")]
    [InlineData("from=&to=")]
    [InlineData("from=2020-01-01&from=2020-02-01")]
    public async Task What_can_be_read_needs_no_word(string query)
    {
        var visitor = await api.Viewer();

        (await visitor.Get($"/streams/app?{query}")).Should().Contain("class=\"bits\"").And.NotContain("so all of it is shown");
    }

    [Theory]
    [InlineData("from=0001-01-01T00:00:00Z", true)]
    [InlineData("to=9999-12-31T23:59:59.9999999Z", true)]
    [InlineData("from=9999-12-31T23:59:59.9999999Z", false)]
    [InlineData("to=0001-01-01T00:00:00Z", false)]
    public async Task The_first_and_the_last_time_that_there_is_are_times(string query, bool hasEvents)
    {
        var visitor = await api.Viewer();

        var page = await visitor.Get($"/streams/app?{query}");

        page.Contains("class=\"bits\"", StringComparison.Ordinal).Should().Be(hasEvents);
        page.Contains("Nothing was judged in this time", StringComparison.Ordinal).Should().Be(!hasEvents);
    }
}
