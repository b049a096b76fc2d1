using Driftlock.Browser.Tests.Shared;

namespace Driftlock.Browser.Tests.Console;

/// <summary>Events that would like to be more than text.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HostileEventTests(RunningService service, Chromium chromium)
{
    public static TheoryData<string> Texts => new()
    {
        "<script>document.title = 'taken'; alert(1)</script>",
        "<img src=x onerror=alert(1)><iframe src=//evil.example></iframe>",
        "</p></main><style>*{display:none}</style><meta http-equiv=refresh content='0;url=//evil.example'>",
        "javascript:alert(1) \u202egpj.exe\u202c \e]0;title\a\e[2J \u200b\u2066 \"><svg onload=alert(1)>",
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
            "/anomalies", $"/streams/sample/events/{stored["sequence"]}", $"/streams/sample?event={stored["id"]}",
        })
        {
            await person.OpenAsync(path);
            var shown = string.Concat(await person.Page.Locator("main").AllInnerTextsAsync());

            shown.Should().Contain(Harmless(text)[..20], path);
            shown.Should().NotContainAny("\u202e", "\u2066", "\u200b", "\e");
            (await person.Page.TitleAsync()).Should().EndWith("· Driftlock");
            (await person.Page.Locator("main :is(script, img, iframe, style, meta)").CountAsync()).Should().Be(0);
            (await person.Page.Locator("header nav").IsVisibleAsync()).Should().BeTrue();
        }
    }

    [Fact]
    public async Task The_longest_event_there_can_be_is_a_page_like_others()
    {
        var text = new string('<', 500_000) + "script PANIC" + new string('\u202e', 150_000);
        var found = (await service.DetectAsync("sample", learn: false, text)).Should().ContainSingle().Subject!;
        var stored = await service.GetAsync($"/api/v1/anomalies/{found["id"]!.GetValue<string>()}");
        await using var person = await chromium.SignInAsync(service);

        await person.OpenAsync($"/streams/sample/events/{stored["sequence"]}");

        (await person.Page.Locator(".event").First.InnerTextAsync()).Length.Should().BeLessThan(40_000);
        (await person.OverflowAsync()).Should().Be(0);
    }

    // As far as the first sign that is not shown as itself.
    private static string Harmless(string text) => text.Replace("\u202e", "\\u{202E}", StringComparison.Ordinal);
}
