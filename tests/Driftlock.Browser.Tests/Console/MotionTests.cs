using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>From page to page: by a short fade, and for who asks for less motion without one.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class MotionTests(RunningService service, Chromium chromium)
{
    private const int MostTries = 5;

    // Of the page that is entered: whether it came by a transition, said when that is over.
    private const string Watch = """
        window.entered = new Promise(said => addEventListener('pagereveal', event => {
            const fade = event.viewTransition;
            if (!fade) said('at once');
            else fade.ready.then(() => fade.finished).then(() => said('faded'), () => said('broken off'));
        }));
        """;

    [Fact]
    public async Task A_page_fades_into_the_next_one_where_motion_is_welcome()
    {
        var entered = new List<string>();
        // The browser breaks a fade off, and complains, on a machine that does too much else; so it gets more tries.
        while (!entered.Contains("faded") && entered.Count < MostTries)
        {
            entered.Add(await GoAsync(ReducedMotion.NoPreference));
        }

        entered.Should().EndWith("faded");
    }

    [Fact]
    public async Task It_does_not_for_who_asks_for_less()
    {
        (await GoAsync(ReducedMotion.Reduce)).Should().Be("at once");
    }

    private async Task<string> GoAsync(ReducedMotion motion)
    {
        // Whoever has just signed in would leave a page that still fades in.
        var before = await chromium.SignInAsync(service);
        await before.DisposeAsync();
        await using var person = await chromium.SignInAsync(service, new BrowserNewContextOptions { ReducedMotion = motion });
        if (motion == ReducedMotion.NoPreference) person.BrowsersOwnError = "Transition was aborted";
        await person.Page.AddInitScriptAsync(Watch);
        await person.OpenAsync("/streams");
        (await EnteredAsync(person)).Should().Be("at once", "no page was left for it");

        await person.Page.ClickAsync("#streams >> text=sample");

        await person.Page.ArriveAtAsync("**/streams/sample");
        return await EnteredAsync(person);
    }

    private static Task<string> EnteredAsync(Person person) =>
        person.Page.EvaluateAsync<string>("() => window.entered");
}
