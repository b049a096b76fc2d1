using System.Text.Json.Nodes;
using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>What the page gives to run is run, as it stands on the page.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class QuickStartTests(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task Every_block_does_what_the_page_says()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/quick-start");
        await person.Page.ClickAsync("text=Make a key to try with");
        await Assertions.Expect(person.Page.Locator(".notice")).ToContainTextAsync("the only time");
        var blocks = await BlocksAsync(person.Page);
        var left = blocks.Keys.ToHashSet();
        Task<string> RunAsync(string block) => Terminal.RunAsync(Take("settings") + "\n" + Take(block));
        string Take(string block)
        {
            left.Remove(block);
            return blocks[block];
        }

        var sent = JsonNode.Parse(await RunAsync("events"))!;
        sent["received"]!.GetValue<int>().Should().Be(500);
        sent["scored"]!.GetValue<int>().Should().Be(100);

        var found = JsonNode.Parse(await RunAsync("detect"))!["anomalies"]!.AsArray();
        found.Should().ContainSingle().Which!["attribution"]!.AsArray().Should().NotBeEmpty();

        using (var second = Terminal.Start(Take("settings") + "\n" + Take("live")))
        {
            await second.WaitForAsync("id: ");
            await RunAsync("detect");
            await second.WaitForAsync("event: anomaly");
            (await second.WaitForAsync("data: ")).Should().Contain("the disk is full");
        }

        // It is built when it is used for the first time.
        await Terminal.RunAsync($"{Take("path")}\ndriftlock --version", longest: TimeSpan.FromMinutes(5));
        var command = Take("path") + "\n";
        using (var second = Terminal.Start(command + Take("settings") + "\n" + Take("tail")))
        {
            // 1 says that lines are unusual, as about one in a hundred is.
            await Terminal.RunAsync($"{command}{Take("settings")}\n{Take("push")} || [ $? = 1 ]");
            // It does not say when it listens, so the line comes again until it is told.
            var told = second.WaitForAsync("disk");
            while (await Task.WhenAny(told, Task.Delay(TimeSpan.FromSeconds(1))) != told) await RunAsync("detect");
            await told;
        }

        left.Should().BeEmpty("every block of the page has to be run here");
        await person.OpenAsync("/streams/quick-start");
        await Assertions.Expect(person.Page.Locator("#why .event")).ToContainTextAsync("the disk is full");
    }

    [Fact]
    public async Task Without_a_key_of_the_page_the_one_that_is_pasted_is_taken()
    {
        await using var person = await chromium.SignInAsync(service, role: "viewer");
        await person.OpenAsync("/quick-start");
        var settings = (await BlocksAsync(person.Page))["settings"];

        var said = await Terminal.RunAsync(
            settings + "\ncurl -fsS -H \"X-Api-Key: $DRIFTLOCK_API_KEY\" \"$DRIFTLOCK_URL/api/v1/whoami\"", typed: service.Key);

        JsonNode.Parse(said)!["plan"]!.GetValue<string>().Should().Be("orbit");
    }

    [Fact]
    public async Task A_button_copies_its_block()
    {
        await using var person = await chromium.SignInAsync(
            service, new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });
        await person.OpenAsync("/quick-start");
        var block = (await BlocksAsync(person.Page))["detect"];

        await person.Page.ClickAsync("[data-copy=detect]");

        await Assertions.Expect(person.Page.Locator("[data-says]:text('Copied')")).ToHaveCountAsync(1);
        (await person.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()")).Should().Be(block);
    }

    [Fact]
    public async Task Where_the_browser_gives_no_clipboard_the_block_is_selected()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.Page.AddInitScriptAsync("delete Navigator.prototype.clipboard");
        await person.OpenAsync("/quick-start");
        var block = (await BlocksAsync(person.Page))["events"];

        await person.Page.ClickAsync("[data-copy=events]");

        (await person.Page.EvaluateAsync<string>("() => getSelection().toString()")).Trim().Should().Be(block.Trim());
    }

    [Fact]
    public async Task Without_script_there_is_the_text_and_no_button_that_does_nothing()
    {
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        await person.OpenAsync("/quick-start");

        (await person.Page.Locator("[data-copy]:visible").CountAsync()).Should().Be(0);
        (await person.Page.Locator("pre:visible").CountAsync()).Should().Be((await BlocksAsync(person.Page)).Count).And.BePositive();
    }

    private static async Task<Dictionary<string, string>> BlocksAsync(IPage page)
    {
        var blocks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var block in await page.Locator("pre[id]").AllAsync())
        {
            blocks.Add((await block.GetAttributeAsync("id"))!, (await block.TextContentAsync())!);
        }

        return blocks;
    }
}
