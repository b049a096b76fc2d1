using System.Net.Http.Json;
using Driftlock.Browser.Tests.Shared;

namespace Driftlock.Browser.Tests.Console;

/// <summary>What senders choose beside the text of an event would like to be more than text too.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HostileSenderTests(RunningService service, Chromium chromium)
{
    private const string Markup = "</code></pre><script>alert(1)</script><img src=x onerror=alert(2)>";

    // Turns the reading direction, gives the terminal an order, hides.
    private const string Signs = "\u202egpj.exe\e]0;title\a\u200b";
    private const string SafeSigns = @"\u{202E}gpj.exe\x1B]0;title\x07\u{200B}";

    [Fact]
    public async Task Ids_and_attributes_are_text_on_the_page_of_their_event()
    {
        await service.DetectAsync("envelopes", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        var found = await service.DetectAsync("envelopes", learn: false, new
        {
            body = "FATAL an envelope burst",
            id = $"{Markup} {Signs}",
            attributes = new Dictionary<string, object>
            {
                [$"{Markup} name"] = $"{Markup} value",
                [$"sign {Signs}"] = new[] { $"inner {Signs}", "<svg onload=alert(3)>" },
            },
        });
        var stored = await service.GetAsync($"/api/v1/anomalies/{found.Single()!["id"]!.GetValue<string>()}");
        await using var person = await chromium.SignInAsync(service);

        await person.ShowsAsTextAsync(
            $"/streams/envelopes/events/{stored["sequence"]}",
            $"{Markup} {SafeSigns}", $"\"{Markup} name\": \"{Markup} value\"", "<svg onload=alert(3)>", "inner ");
        foreach (var path in new[] { "/anomalies?stream=envelopes", $"/streams/envelopes?event={stored["id"]}" })
        {
            await person.ShowsAsTextAsync(path, "FATAL an envelope burst");
        }
    }

    [Fact]
    public async Task Names_and_values_of_a_record_are_text_in_the_table_of_what_they_cost_too()
    {
        await service.DetectAsync("records", learn: true, [.. Enumerable.Range(0, 480).Select(number => (object)new
        {
            level = "info", path = $"/orders/{number}", took = number * 37 % 90,
        })]);
        var found = await service.DetectAsync("records", learn: false, new Dictionary<string, string>
        {
            ["level"] = "FATAL",
            [Markup] = Signs,
            [$"sign {Signs}"] = Markup,
        });
        var stored = await service.GetAsync($"/api/v1/anomalies/{found.Single()!["id"]!.GetValue<string>()}");
        await using var person = await chromium.SignInAsync(service);

        await person.ShowsAsTextAsync($"/streams/records/events/{stored["sequence"]}", "FATAL", $"\"{Markup}\": ");
        (await person.Page.Locator("#words tbody tr").CountAsync()).Should().BePositive();
        foreach (var path in new[] { "/anomalies?stream=records", $"/streams/records?event={stored["id"]}" })
        {
            await person.ShowsAsTextAsync(path, "alert(");
        }
    }

    [Fact]
    public async Task The_name_of_a_stream_is_text_in_the_list()
    {
        await service.DetectAsync("named", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        var changed = await service.Api.PatchAsJsonAsync(
            new Uri($"{service.Origin}/api/v1/streams/named"), new { name = $"{Markup} {Signs}" });
        changed.EnsureSuccessStatusCode();
        await using var person = await chromium.SignInAsync(service);

        await person.ShowsAsTextAsync("/streams", $"{Markup} {SafeSigns}");
        await person.ShowsAsTextAsync("/streams/named");
    }

    [Theory]
    [InlineData("/streams/%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("/anomalies?stream=%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/streams/%E2%80%AE%1B%5B2J/events/1")]
    public async Task A_stream_that_only_an_address_names_is_not_there(string path)
    {
        await using var person = await chromium.SignInAsync(service);
        person.ExpectedStatus = 404;

        await person.ShowsAsTextAsync(path, "There is nothing here");
    }
}
