using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>At a desk and on a phone, light and dark: how people look at a page.</summary>
internal static class Looks
{
    private static readonly (int Width, int Height)[] Sizes = [(1280, 800), (390, 844)];

    /// <summary>Nothing may keep anybody from the page as it is now, in any look, and none may be wider than the window.</summary>
    public static async Task IsForEverybodyAsync(this Person person, string page)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await person.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            foreach (var (width, height) in Sizes)
            {
                await person.Page.SetViewportSizeAsync(width, height);
                var look = $"{page}, {width} pixels, {scheme}";
                (await person.AuditAsync()).Should().BeEmpty(look);
                (await person.OverflowAsync()).Should().Be(0, look);
            }
        }
    }
}
