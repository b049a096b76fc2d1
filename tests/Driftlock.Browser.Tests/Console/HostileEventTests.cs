using Driftlock.Browser.Tests.Shared;

namespace Driftlock.Browser.Tests.Console;

/// <summary>Events that would like to be more than text.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HostileEventTests(RunningService service, Chromium chromium)
{
    // Bytes of the longest event there can be.
    private const int Longest = 1 << 20;

    public static TheoryData<string> Texts => new()
    {
        "<script>document.title = 'taken'; alert(1)</script>",
        "<img src=x onerror=alert(1)><iframe src=//evil.example></iframe>",
        "</p></main><style>*{display:none}</style><meta http-equiv=refresh content='0;url=//evil.example'>",
        "javascript:alert(1) \u202egpj.exe\u202c \e]0;title\a\e[2J \u200b\u2066 \"><svg onload=alert(1)>",
        "{\"name\":\"half of a character \\ud800\",\"\\udc00\":\"<script>alert(1)</script>\"}",
        "{\"name\":\"<script>alert(1)</script>\",\"__proto__\":{\"x\":1},\"html\":\"<!-- --!> <![CDATA[\"}",
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task It_is_text_wherever_it_is_shown(string text)
    {
        var found = (await service.DetectAsync("sample", learn: false, text)).Should().ContainSingle().Subject!;
        var stored = await service.GetAsync($"/api/v1/anomalies/{found["id"]!.GetValue<string>()}");
        await using var person = await chromium.SignInAsync(service);

        foreach (var path in new[]
        {
            "/anomalies", $"/incidents/{found["group_id"]}", $"/streams/sample/events/{stored["sequence"]}",
            $"/streams/sample?event={stored["id"]}",
        })
        {
            await person.ShowsAsTextAsync(path, Harmless(text)[..20]);
        }
    }

    // In an organization of its own: what is cut off in a row lies, to an audit, behind the row below.
    [Fact]
    public async Task The_longest_event_there_can_be_is_a_row_and_a_page_like_others()
    {
        using var caller = await service.FoundAsync("longest", "orbit");
        await service.DetectAsync(caller, "app", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        var text = $"<script>alert(1)</script> PANIC {new string('\u202e', 100_000)}";
        text += new string('<', Longest - System.Text.Encoding.UTF8.GetByteCount(text));
        var found = (await service.DetectAsync(caller, "app", learn: false, text)).Should().ContainSingle().Subject!;
        await using var person = await chromium.SignInAsync(service, organization: "longest");

        foreach (var (path, most) in new[]
        {
            ("/anomalies", 10_000), ($"/streams/app?event={found["id"]}", 40_000), ("/streams/app/events/480", 80_000),
        })
        {
            foreach (var width in new[] { 1280, 390 })
            {
                await person.Page.SetViewportSizeAsync(width, 844);
                await person.ShowsAsTextAsync(path);

                (await person.Page.Locator("main").InnerTextAsync()).Length.Should().BeLessThan(most, path);
                (await person.OverflowAsync()).Should().Be(0, path);
            }
        }

        (await person.Page.Locator("#sent").InnerTextAsync()).Should().Contain("1,048,576 bytes");
    }

    // As far as the first sign that is not shown as itself.
    private static string Harmless(string text) => text.Replace("\u202e", "\\u{202E}", StringComparison.Ordinal);
}
