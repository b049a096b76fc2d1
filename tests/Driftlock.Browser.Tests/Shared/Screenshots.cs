using Driftlock.Testing.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>Pictures of pages for the documents, taken when <c>DRIFTLOCK_SCREENSHOTS</c> is set.</summary>
internal static class Screenshots
{
    // As high as to end below the words of the event.
    private const int Width = 1280, Height = 840;

    private static readonly string Folder = Path.Combine(Checkout.Root, "docs", "images");

    private static bool AreWanted => Environment.GetEnvironmentVariable("DRIFTLOCK_SCREENSHOTS") is { Length: > 0 };

    /// <summary>The page as it is now, light and dark.</summary>
    public static async Task TakeAsync(this Person person, string name)
    {
        if (!AreWanted) return;

        var page = person.Page;
        Directory.CreateDirectory(Folder);
        await page.SetViewportSizeAsync(Width, Height);
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(Folder, $"{name}-{scheme}.png".ToLowerInvariant()),
            });
        }
    }
}
