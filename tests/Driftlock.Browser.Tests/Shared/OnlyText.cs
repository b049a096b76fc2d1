namespace Driftlock.Browser.Tests.Shared;

/// <summary>What holds of every page, whatever somebody has sent.</summary>
internal static class OnlyText
{
    private const string Made =
        "main :is(script, img, iframe, style, meta, object, [onload], [onerror], [onclick])";

    /// <summary>Opens a page that must show those parts as they are, and nothing made of them.</summary>
    public static async Task ShowsAsTextAsync(this Person person, string path, params string[] parts)
    {
        await person.OpenAsync(path);
        var shown = string.Concat(await person.Page.Locator("main").AllInnerTextsAsync());

        foreach (var part in parts) shown.Should().Contain(part, path);
        shown.Should().NotContainAny("\u202e", "\u2066", "\u200b", "\e", "\a");
        (await person.Page.TitleAsync()).Should().EndWith("· Driftlock");
        (await person.Page.Locator(Made).CountAsync()).Should().Be(0, path);
        (await person.Page.Locator("header nav").IsVisibleAsync()).Should().BeTrue(path);
    }
}
