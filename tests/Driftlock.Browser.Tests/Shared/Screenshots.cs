using Driftlock.Testing.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>Pictures of pages for the documents, laid into the folder that <c>DRIFTLOCK_SCREENSHOTS</c> names.</summary>
internal static class Screenshots
{
    // As high as to end below the words of the event.
    private const int Width = 1280, Height = 840;

    private static readonly string? Wanted = Environment.GetEnvironmentVariable("DRIFTLOCK_SCREENSHOTS");

    /// <summary>The page as it is now, light and dark.</summary>
    public static async Task TakeAsync(this Person person, string name)
    {
        if (string.IsNullOrEmpty(Wanted)) return;

        var page = person.Page;
        var folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, Wanted)).FullName;
        await page.SetViewportSizeAsync(Width, Height);
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(folder, $"{name}-{scheme}.png".ToLowerInvariant()),
            });
        }
    }
}
