using System.Security.Cryptography;
using System.Text;
using Driftlock.Api.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Caching.Memory;

namespace Driftlock.Api.Console;

/// <summary>A page that is shown as it was when the database does not answer, with the time that it is of.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShownWhenAwayAttribute : Attribute;

/// <summary>
/// Pages as they were last drawn, for the time in which the database is away. Each is for the session that has seen it and
/// for the same address, until that is known to have ended: who is signed in cannot be asked then.
/// </summary>
internal sealed class DrawnPages(TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Memory for all of them, in bytes.</summary>
    public const long MostBytes = 64 << 20;

    /// <summary>Bytes of one; what is longer is not kept.</summary>
    public const int LargestPage = 1 << 20;

    /// <summary>How long one is kept.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // Of the note that a session has ended.
    private const int SizeOfEnd = 256;

    // One that is younger is not kept anew, so that a busy page is not written down each time.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly MemoryCache pages = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    // As the shell writes it: what is said of an old page stands first in it.
    private static ReadOnlySpan<byte> Beginning => "<main id=\"main\" tabindex=\"-1\">"u8;

    /// <summary>Keeps what a page that is marked so draws.</summary>
    public void Keep(EndpointBuilder page)
    {
        if (page.Metadata.OfType<ShownWhenAwayAttribute>().Any() && page.RequestDelegate is { } draw)
        {
            page.RequestDelegate = http => DrawAsync(http, draw);
        }
    }

    /// <summary>Writes the page that was asked for as it was drawn last.</summary>
    /// <returns>Whether there is one; else nothing was written.</returns>
    public async Task<bool> TryWriteAsync(HttpContext http)
    {
        if (KeyOf(http.Request) is not { } key || pages.Get<DrawnPage>(key) is not { } page) return false;

        var notice = Encoding.UTF8.GetBytes(await NoticeAsync(http, page.At));
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.Body.WriteAsync(page.Html.AsMemory(..page.Start), http.RequestAborted);
        await http.Response.Body.WriteAsync(notice, http.RequestAborted);
        await http.Response.Body.WriteAsync(page.Html.AsMemory(page.Start..), http.RequestAborted);
        return true;
    }

    /// <summary>Shows nothing more to whoever comes with this token: its session has ended.</summary>
    public void Forget(string token) => pages.Set(
        SessionOf(token), true, new MemoryCacheEntryOptions { Size = SizeOfEnd, AbsoluteExpirationRelativeToNow = Longest });

    public void Dispose() => pages.Dispose();

    private static string SessionOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private string? KeyOf(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || request.Cookies[SessionAuthentication.Cookie] is not { } token) return null;

        var session = SessionOf(token);
        return pages.TryGetValue(session, out _) ? null : $"{session} {request.Host} {request.Path}{request.QueryString}";
    }

    private async Task DrawAsync(HttpContext http, RequestDelegate draw)
    {
        var now = clock.GetUtcNow();
        if (KeyOf(http.Request) is not { } key || now - pages.Get<DrawnPage>(key)?.At < Fresh)
        {
            await draw(http);
            return;
        }

        var body = http.Response.Body;
        using var drawn = new MemoryStream();
        http.Response.Body = drawn;
        try
        {
            await draw(http);
        }
        finally
        {
            http.Response.Body = body;
        }

        await body.WriteAsync(drawn.GetBuffer().AsMemory(0, (int)drawn.Length), http.RequestAborted);
        // A refusal has its status by now.
        if (http.Response.StatusCode != StatusCodes.Status200OK || drawn.Length > LargestPage) return;

        var html = drawn.ToArray();
        var start = html.AsSpan().IndexOf(Beginning) + Beginning.Length;
        if (start < Beginning.Length) throw new InvalidOperationException("The shell's main part begins in another way.");

        pages.Set(key, new DrawnPage(html, start, now), new MemoryCacheEntryOptions
        {
            Size = html.Length,
            AbsoluteExpirationRelativeToNow = Longest,
        });
    }

    private async Task<string> NoticeAsync(HttpContext http, DateTimeOffset at)
    {
        await using var renderer = new HtmlRenderer(http.RequestServices, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var notice = await renderer.RenderComponentAsync<AsOf>(ParameterView.FromDictionary(
                new Dictionary<string, object?>
                {
                    [nameof(AsOf.At)] = at,
                    [nameof(AsOf.Again)] = $"{http.Request.Path}{http.Request.QueryString}",
                }));
            return notice.ToHtmlString();
        });
    }

    private sealed record DrawnPage(byte[] Html, int Start, DateTimeOffset At);
}
