using Driftlock.Browser.Tests.Shared;

namespace Driftlock.Browser.Tests.Console;

/// <summary>How much a word costs is told by line and weight, not by colour alone.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class MarkTests(RunningService service, Chromium chromium)
{
    private const string LooksOfMarks = """
        () => ['m1', 'm2', 'm3'].map(level => {
            const mark = document.createElement('mark');
            mark.className = level;
            document.querySelector('.event').append(mark);
            const look = getComputedStyle(mark);
            return [look.textDecorationLine, look.textDecorationStyle, look.textDecorationThickness, look.fontWeight].join(' ');
        })
        """;

    [Fact]
    public async Task The_three_levels_differ_without_colour()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/streams/sample");

        var looks = await person.Page.EvaluateAsync<string[]>(LooksOfMarks);

        looks.Should().OnlyHaveUniqueItems().And.OnlyContain(look => look.Contains("underline"));
        int.Parse(looks[2].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture).Should().BeGreaterThan(500);
    }
}
