using System.Text.Json;
using Driftlock.Testing.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>
/// A person at a browser. In whatever they do nothing may come from another site, no error may stand in the browser's
/// console, and no dialog may open: that is looked at when they leave.
/// </summary>
public sealed class Person : IAsyncDisposable
{
    private const float Patience = 60_000;

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(
        Checkout.Root, ".driftlock", "npm-browser", "node_modules", "axe-core", "axe.min.js")));

    private readonly IBrowserContext context;
    private readonly string origin;
    private readonly List<string> wrong = [];

    private Person(IBrowserContext context, IPage page, string origin)
    {
        (this.context, Page, this.origin) = (context, page, origin);
        context.SetDefaultTimeout(Patience);
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal)) wrong.Add($"asked {request.Url}");
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !IsExpected(message.Text)) wrong.Add(message.Text);
        };
        page.PageError += (_, error) =>
        {
            if (BrowsersOwnError is not { } own || !error.Contains(own, StringComparison.Ordinal)) wrong.Add(error);
        };
        page.Dialog += (_, dialog) => wrong.Add($"dialog {dialog.Message}");
    }

    public IPage Page { get; }

    /// <summary>The status that a page may have beside 200: the browser writes it into its console.</summary>
    public int? ExpectedStatus { get; set; }

    /// <summary>What the browser may complain of that no page of ours can help.</summary>
    public string? BrowsersOwnError { get; set; }

    public static async Task<Person> AtAsync(IBrowser browser, string origin, BrowserNewContextOptions options)
    {
        // A page that is left while it still fades in makes the browser complain; a person who asks for no motion sees all.
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var window = await browser.NewContextAsync(options);
        return new Person(window, await window.NewPageAsync(), origin);
    }

    /// <summary>Opens a page of ours.</summary>
    public async Task<IResponse> OpenAsync(string path)
    {
        var answer = await Page.GotoAsync(origin + path);
        answer!.Status.Should().Be(ExpectedStatus ?? 200, path);
        return answer;
    }

    /// <summary>What an audit of accessibility finds on the page, each with where it is.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        // By the debugger, which the page's policy does not bind: it stays in force.
        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<JsonElement>(
            "() => axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))");
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }

    /// <summary>From when the page was asked for until something of it stood on the screen.</summary>
    public async Task<TimeSpan> FirstPaintAsync()
    {
        var painted = Page.EvaluateAsync<double>("""
            () => new Promise(found => new PerformanceObserver(list => list
                .getEntriesByName('first-contentful-paint').forEach(paint => found(paint.startTime)))
                .observe({ type: 'paint', buffered: true }))
            """);
        // The browser has no patience of its own for what a page promises.
        return TimeSpan.FromMilliseconds(await painted.WaitAsync(TimeSpan.FromMilliseconds(Patience)));
    }

    /// <summary>Pixels by which the page is wider than the window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        wrong.Should().BeEmpty();
    }

    private bool IsExpected(string message) =>
        ExpectedStatus is { } status && message.Contains($"status of {status}", StringComparison.Ordinal);
}
