using System.Text.RegularExpressions;

using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>Coming to a page by a click or a key.</summary>
internal static class Arrival
{
    /// <summary>Milliseconds that a page may take to come.</summary>
    private const float Patience = 60_000;

    /// <summary>
    /// Until the page with such an address is the one that is shown; in <paramref name="pattern"/> <c>**</c> stands for
    /// anything and <c>*</c> for anything but a slash. The address is asked for again and again: the browser's events are
    /// not waited for, since one that came before the wait began, or never, ends it in an error.
    /// </summary>
    public static Task ArriveAtAsync(this IPage page, string pattern) =>
        Assertions.Expect(page).ToHaveURLAsync(
            new Regex($"^{Steps(Regex.Escape(pattern))}$", RegexOptions.None, TimeSpan.FromSeconds(1)),
            new PageAssertionsToHaveURLOptions { Timeout = Patience });

    private static string Steps(string escaped) =>
        escaped.Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
}
