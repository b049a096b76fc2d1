using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>What is refused is a page that everybody can read, with the way on.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class RefusalTests(Chromium chromium, GatedService service) : IClassFixture<GatedService>, IAsyncLifetime
{
    // An address may sign in so often in a minute.
    private const int Links = 10;

    // A form that its page does not have, with what makes it one of ours.
    private const string SendsTo = """
        address => {
            const form = document.querySelector("form[action='/session/end']");
            form.action = address;
            form.submit();
        }
        """;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        service.Open();
        // Before links are used up: who has signed in comes back without one.
        foreach (var role in new[] { "owner", "viewer" })
        {
            await using var person = await chromium.SignInAsync(service, role: role);
        }
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/anomalies?cursor=rubbish", 400, "That could not be read")]
    [InlineData("/streams/none", 404, "There is nothing here")]
    [InlineData("/streams/sample/events/999999", 404, "There is nothing here")]
    public async Task Of_a_page(string address, int status, string title)
    {
        await using var person = await chromium.SignInAsync(service);
        person.ExpectedStatus = status;

        await person.OpenAsync(address);

        await IsAPageAsync(person, title);
    }

    [Theory]
    [InlineData("viewer", "/streams/sample/anchor", 403, "Your role does not allow this")]
    [InlineData("owner", "/streams/young/anchor", 409, "That is not possible now")]
    [InlineData("owner", "/streams/sample/profile", 400, "That could not be read")]
    public async Task Of_a_form(string role, string address, int status, string title)
    {
        await service.DetectAsync("young", learn: true, [.. Samples.Lines("app.log").Take(40)]);
        await using var person = await chromium.SignInAsync(service, role: role);
        person.ExpectedStatus = status;

        await person.Page.EvaluateAsync(SendsTo, address);

        await IsAPageAsync(person, title);
    }

    [Fact]
    public async Task Of_one_who_tries_too_often()
    {
        await using var stranger = await chromium.OpenAsync(service.Origin, new BrowserNewContextOptions());
        using var client = new HttpClient();
        await stranger.OpenAsync("/sign-in?token=of-nobody");
        for (var link = 0; link < Links; link++) await client.PostAsync(new Uri($"{service.Origin}/session"), null);
        stranger.ExpectedStatus = 429;

        await stranger.Page.ClickAsync("button.primary");

        await IsAPageAsync(stranger, "Too many requests");
    }

    [Fact]
    public async Task Of_what_broke_here()
    {
        await using var person = await chromium.SignInAsync(service);
        person.ExpectedStatus = 500;
        await service.AdministerAsync("alter table detection.heads rename to heads_away");
        try
        {
            await person.OpenAsync("/streams/sample");

            await IsAPageAsync(person, "Something went wrong here");
        }
        finally
        {
            await service.AdministerAsync("alter table detection.heads_away rename to heads");
        }
    }

    private static async Task IsAPageAsync(Person person, string title)
    {
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync(title);
        await Assertions.Expect(person.Page.Locator(".empty :is(.button, pre)")).ToBeVisibleAsync();
        await Assertions.Expect(person.Page.Locator(".empty a[href='/problems']")).ToBeVisibleAsync();
        await person.IsForEverybodyAsync(title);
    }
}
