using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Driftlock.Benchmarks.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>
/// <c>build/bench pages</c>: the page of a long stream as a browser asks for it, signed in, of the service as
/// <c>build/up</c> starts it, beside a bare socket server in the same run. Times are from the request to the last byte.
/// </summary>
internal static partial class PagesBenchmark
{
    private const int AtOnce = 16;
    private const int Looks = 200;
    private const int ColdLooks = 40;
    private const string Page = $"/streams/{LargeStream.Slug}";

    private static readonly Option<int> Events = new("--events")
    {
        Description = "Events of the stream.",
        DefaultValueFactory = _ => 1_000_000,
    };

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "How long each load is measured.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Where to write the figures." };

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var command = new Command("pages", "Measures the console: the page of a stream, pages a second, script and style.")
        {
            Events, Seconds, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds(parsed.GetValue(Seconds));
        await using var service = await RunningService.StartAsync();
        await using var bare = await BareKestrel.StartAsync();
        var scored = await LargeStream.FillAsync(service, parsed.GetValue(Events));
        var start = await service.StartAgainAsync();
        using var browser = await service.SignInAsync();

        var first = await LookAsync(browser, Page);
        var cold = await LooksAsync(browser, ColdLooks, Unseen);
        var cached = await LooksAsync(browser, Looks, _ => Page);
        using var plain = new HttpClient { BaseAddress = bare.Address };
        var (bareRun, pages) = await GetLoad.InTurnsAsync(
            new GetLoad(plain, "/", bare.ProcessId, AtOnce),
            new GetLoad(browser, Page, service.ProcessId, AtOnce),
            duration);

        var figures = new PagesFigures
        {
            Scored = scored,
            Start = start,
            First = first,
            Cold = cold,
            Cached = cached,
            Bare = bareRun.Run,
            Pages = pages.Run,
            ServiceBytes = ProcessFigures.Memory(service.ProcessId),
            AssetBytes = await AssetBytesAsync(browser),
        };
        figures.Print();
        var commitments = figures.Commitments();
        Report.WriteJson(parsed.GetValue(Json), new { Report.Commit, Commitments = commitments });
        return Report.Judge(commitments);
    }

    // All events lie before each of these times, and no page with one of them was drawn before.
    private static string Unseen(int look) =>
        string.Create(CultureInfo.InvariantCulture, $"{Page}?to=2100-01-01T00:{look / 60:00}:{look % 60:00}Z");

    private static async Task<IReadOnlyList<TimeSpan>> LooksAsync(HttpClient browser, int looks, Func<int, string> address)
    {
        var times = new List<TimeSpan>();
        for (var look = 0; look < looks; look++) times.Add(await LookAsync(browser, address(look)));
        return [.. times.Order()];
    }

    private static async Task<TimeSpan> LookAsync(HttpClient browser, string address)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();
        var took = TimeProvider.System.GetElapsedTime(began);
        return answer.StatusCode == HttpStatusCode.OK && page.Contains("class=\"bits\"", StringComparison.Ordinal)
            ? took
            : throw new InvalidOperationException($"{address} answered {answer.StatusCode}.");
    }

    // Script and style as they travel: compressed, by the names that the page has for them.
    private static async Task<long> AssetBytesAsync(HttpClient browser)
    {
        var page = await browser.GetStringAsync(new Uri(Page, UriKind.Relative));
        var bytes = 0L;
        foreach (var asset in Asset().Matches(page).Select(match => match.Groups["address"].Value).Distinct())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, asset);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
            using var answer = await browser.SendAsync(request);
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }

        return bytes;
    }

    [GeneratedRegex("(?:src|href)=\"(?<address>/[^\"]+\\.(?:js|css))\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Asset();
}
