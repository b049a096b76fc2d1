using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Driftlock.Api.Shared.Telemetry;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>What a Prometheus reads.</summary>
public sealed partial class MetricsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_request_is_counted_with_its_use_case_and_how_it_ended()
    {
        var caller = api.NewCaller();
        await caller.PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } });
        await caller.PostAsJsonAsync(Calls.Demo, new { events = Array.Empty<string>() });

        var text = await caller.GetStringAsync("/metrics");

        text.Should().Contain("driftlock_use_case_duration_seconds_count{outcome=\"done\",use_case=\"AnalyzeEvents\"} ")
            .And.Contain("driftlock_use_case_duration_seconds_count{outcome=\"request.invalid\",use_case=\"AnalyzeEvents\"} ")
            .And.MatchRegex("http_server_request_duration_seconds_count\\{.*http_route=\"/api/v1/demo/detect\".*\\} ");
    }

    [Fact]
    public async Task Every_line_has_the_form_of_the_format()
    {
        var caller = api.NewCaller();
        await caller.PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } });
        await caller.GetAsync("/readyz");

        var lines = (await caller.GetStringAsync("/metrics")).TrimEnd('\n').Split('\n');

        lines.Should().OnlyContain(line => Comment().IsMatch(line) || Sample().IsMatch(line));
        lines.Should().OnlyHaveUniqueItems();
        lines.Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Should().HaveCountGreaterThan(20);
    }

    [Fact]
    public void Tags_in_another_order_are_of_the_same_series()
    {
        using var metrics = new MetricsText();
        using var meter = new Meter(Application.Shared.Telemetry.Name);
        var counted = meter.CreateHistogram<double>("driftlock.use_case.duration", "s");

        counted.Record(1, new("use_case", "Twice"), new("outcome", "done"));
        counted.Record(1, new("outcome", "done"), new("use_case", "Twice"));
        counted.Record(1, new("use_case", "Once"), new("outcome", "done"));

        metrics.Write().Split('\n').Where(line => line.Contains("_count{", StringComparison.Ordinal)).Should()
            .Contain("driftlock_use_case_duration_seconds_count{outcome=\"done\",use_case=\"Twice\"} 2")
            .And.Contain("driftlock_use_case_duration_seconds_count{outcome=\"done\",use_case=\"Once\"} 1");
    }

    [Fact]
    public async Task Buckets_grow_up_to_the_count()
    {
        var caller = api.NewCaller();
        await caller.PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } });

        var lines = (await caller.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("driftlock_use_case_duration_seconds", StringComparison.Ordinal))
            .Where(line => line.Contains("outcome=\"done\",use_case=\"AnalyzeEvents\"", StringComparison.Ordinal)).ToList();

        var buckets = lines.Where(line => line.Contains("_bucket", StringComparison.Ordinal)).Select(Value).ToList();
        buckets.Should().BeInAscendingOrder();
        buckets[^1].Should().Be(Value(lines.Single(line => line.Contains("_count", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Every_name_is_documented()
    {
        var caller = api.NewCaller();
        await caller.PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } });
        var page = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "metrics.md"));
        var documented = Documented().Matches(page).Select(row => row.Groups["name"].Value).ToList();

        var names = Named().Matches(await caller.GetStringAsync("/metrics")).Select(line => line.Groups["name"].Value).ToList();

        names.Should().OnlyContain(name => documented.Any(known =>
            known == name || (known.EndsWith('_') && name.StartsWith(known, StringComparison.Ordinal))));
        documented.Where(name => name.StartsWith("driftlock_", StringComparison.Ordinal)).Should().BeSubsetOf(names);
    }

    private static double Value(string line) => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^# (HELP [a-z_:][a-zA-Z0-9_:]* .*|TYPE [a-z_:][a-zA-Z0-9_:]* (counter|gauge|histogram))$", RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();

    [GeneratedRegex("""
        ^[a-z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*")*\})?[ ]-?[0-9.E+-]+$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex(@"^\| `(?<name>[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Documented();

    [GeneratedRegex(@"^# TYPE (?<name>\S+) ", RegexOptions.Multiline)]
    private static partial Regex Named();
}
