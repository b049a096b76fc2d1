using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>The system's browser.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // An address may use ten links a minute, so whoever has signed in comes back with the cookie.
    private readonly Dictionary<(string Origin, string Organization, string Role), string> signedIn = [];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A person at a browser of their own, signed in by a link, the first time.</summary>
    public async Task<Person> SignInAsync(
        RunningService service,
        BrowserNewContextOptions? options = null,
        string role = "owner",
        string organization = RunningService.Organization)
    {
        options ??= new BrowserNewContextOptions();
        var who = (service.Origin, organization, role);
        options.StorageState = signedIn.GetValueOrDefault(who);
        var person = await Person.AtAsync(browser!, service.Origin, options);
        if (options.StorageState is not null)
        {
            await person.OpenAsync("/streams");
            return person;
        }

        await person.Page.GotoAsync(await service.LinkAsync(role, organization));
        await person.Page.ClickAsync("button.primary");
        await person.Page.ArriveAtAsync("**/streams");
        signedIn[who] = await person.Page.Context.StorageStateAsync();
        return person;
    }

    /// <summary>A person who has not come to the service yet.</summary>
    public Task<Person> OpenAsync(string origin, BrowserNewContextOptions options) =>
        Person.AtAsync(browser!, origin, options);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        // Without its sandbox, because that does not work for root, whom containers often have; it opens our pages alone.
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
