using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The page Status says of each part what machines are told.</summary>
public sealed partial class StatusPageTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private static readonly Dictionary<string, string> Titles = new()
    {
        ["core"] = "Detection core",
        ["database"] = "Database",
        ["jobs"] = "Jobs",
        ["outbox"] = "Outbox",
    };

    [Fact]
    public async Task Each_part_has_the_state_and_the_figures_that_the_probe_tells()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        var told = (await (await api.NewCaller().GetAsync("/readyz")).Json())["checks"]!.AsArray();

        var page = await visitor.Get("/status");

        page.Should().Contain("Everything that requests depend on works.");
        var rows = Rows(page);
        rows.Keys.Should().BeEquivalentTo(told.Select(check => Titles[check!["name"]!.GetValue<string>()]));
        foreach (var check in told)
        {
            var row = rows[Titles[check!["name"]!.GetValue<string>()]];
            row.Should().Contain("<span class=\"badge good\">works</span>").And.NotContain("fails");
            Figures(row).Should().Be(Words(check));
        }
    }

    [Fact]
    public async Task A_part_that_fails_is_told_with_the_reason_that_machines_get()
    {
        await using var broken = new BrokenFixture();
        await broken.InitializeAsync();
        var visitor = await Visitor.SignedIn(broken, Role.Viewer);
        var problem = await (await broken.NewCaller().GetAsync("/readyz"))
            .Problem(HttpStatusCode.ServiceUnavailable, "service.not_ready");

        var page = await visitor.Get("/status");

        page.Should().Contain("Something that requests depend on does not work.");
        problem["errors"]!.AsObject().Select(error => error.Key).Should().Equal("planted");
        var rows = Rows(page);
        rows["planted"].Should().Contain("<span class=\"badge alarm\">fails</span>")
            .And.Contain("It is broken &lt;on purpose&gt;.");
        rows.Where(row => row.Key != "planted").Should().HaveCount(Titles.Count)
            .And.OnlyContain(row => row.Value.Contains("works", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Jobs_stand_below_with_the_module_whose_they_are()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);

        var page = await visitor.Get("/status");

        page.Should().Contain("Take snapshots<span class=\"under\">detection</span>").And.Contain("Purge expired");
    }

    // Of the first table.
    private static Dictionary<string, string> Rows(string page) => Row().Matches(page.Split("</table>")[0])
        .ToDictionary(row => row.Groups["title"].Value, row => row.Groups["rest"].Value);

    private static string Figures(string row) => WebUtility.HtmlDecode(Figure().Match(row).Groups["text"].Value);

    // waiting 3 · oldest 12 s
    private static string Words(JsonNode check)
    {
        var words = check["figures"]!.AsObject()
            .Select(figure => Words(figure.Key, figure.Value!.GetValue<double>())).ToList();
        if (check["version"] is { } version) words.Insert(0, $"version {version.GetValue<string>()}");
        return words.Count == 0 ? "none" : string.Join(" · ", words);
    }

    private static string Words(string name, double value)
    {
        const string Seconds = " seconds";
        var (words, number) = (name.Replace('_', ' '), value.ToString("#,0.#", CultureInfo.InvariantCulture));
        return words.EndsWith(Seconds, StringComparison.Ordinal) ? $"{words[..^Seconds.Length]} {number} s" : $"{words} {number}";
    }

    [GeneratedRegex("<tr>\\s*<th scope=\"row\">(?<title>[^<]+)<(?<rest>.*?)</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("data-title=\"Figures\">(?<text>[^<]*)<")]
    private static partial Regex Figure();

    private sealed class BrokenFixture : KeyedApiFixture
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<IReadinessCheck, Broken>());
        }
    }

    private sealed class Broken : IReadinessCheck
    {
        public string Name => "planted";

        public Task<Readiness> CheckAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new Readiness("It is broken <on purpose>."));
    }
}
