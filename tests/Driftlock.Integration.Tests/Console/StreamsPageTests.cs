using System.Globalization;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The list of streams, and by what each of them judges.</summary>
public sealed class StreamsPageTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task A_row_tells_state_shape_rate_events_and_the_last_anomaly()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        await api.Teach(visitor.Organization, "young", 212);

        var page = await visitor.Get("/streams");

        var rows = page.Split("<tr>")[2..];
        rows.Should().HaveCount(2);
        rows[0].Should().Contain(">app</a>").And.Contain("judging").And.Contain("log lines")
            .And.Contain($"datetime=\"{anomaly.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}")
            .And.Contain("data-title=\"A minute\" class=\"number\">401<")
            .And.Contain("data-title=\"Events\" class=\"number\">401<");
        rows[1].Should().Contain(">young</a>").And.Contain("212 of 400").And.NotContain("datetime=");
    }

    [Fact]
    public async Task The_page_of_a_stream_says_what_each_profile_means_and_what_decides()
    {
        var visitor = await Visitor.SignedIn(api, Role.Admin);
        await api.Teach(visitor.Organization, "app");

        var page = await visitor.Get("/streams/app");

        foreach (var (profile, often) in new[] { ("sensitive", "1 in 20"), ("balanced", "1 in 100"), ("strict", "1 in 1,000") })
        {
            page.Should().Contain(
                $"<strong>{profile}</strong><span class=\"under\">About {often} usual events is flagged by mistake");
        }

        page.Should().Contain("The memory decides: every event teaches");
    }

    [Fact]
    public async Task The_page_of_an_event_gives_each_word_its_share_of_the_bits()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);

        var page = await visitor.Get($"/streams/app/events/{anomaly.Sequence}");

        foreach (var word in anomaly.Words.Take(3))
        {
            var share = word.Bits / anomaly.Bits;
            page.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"max=\"1\" value=\"{share:0.###}\""))
                .And.Contain(string.Create(CultureInfo.InvariantCulture, $"<span class=\"number\">{share * 100:0} %</span>"));
        }
    }
}
