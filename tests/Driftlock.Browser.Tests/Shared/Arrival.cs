using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>Coming to a page by a click or a key.</summary>
internal static class Arrival
{
    /// <summary>
    /// Until the page with such an address is the one that is shown. What is looked at on it waits by itself; whoever waits
    /// for its last file too may wait for one that came before they began.
    /// </summary>
    public static Task ArriveAtAsync(this IPage page, string pattern) =>
        page.WaitForURLAsync(pattern, new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
}
