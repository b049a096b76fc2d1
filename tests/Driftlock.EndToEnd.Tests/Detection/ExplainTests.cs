using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Why a line is unusual, or is not.</summary>
public sealed class ExplainTests : IDisposable
{
    private const string Near = "2026-11-20T10:07:41Z worker-2 INFO GET /cart/77 503 in 12 ms";

    private readonly Folder folder = new();
    private readonly string log;

    public ExplainTests() => log = folder.Write("app.log", Log.Text(Log.With(600, 500, Near)));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Shows_the_words_with_their_bits_and_the_nearest_usual_line()
    {
        var run = await Command.RunAsync("explain", $"{log}:500");

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Output.Should().Contain("p = ").And.Contain("usually").And.Contain("--alpha 0.01");
        run.Output.Should().MatchRegex(@"(?m)^503 .*  never$").And.MatchRegex(@"(?m)^worker .*  499$");
        run.Output.Should().Contain("Nearest usual line: ").And.Contain("{+503+}").And.Contain("[-200-]");
    }

    [Fact]
    public async Task Says_the_same_as_the_scan()
    {
        var scan = await Command.RunAsync("scan", log, "--top", "600");
        var reason = scan.Lines
            .SkipWhile(line => !line.StartsWith($"{log}:500:", StringComparison.Ordinal)).ElementAt(1);

        var run = await Command.RunAsync("explain", $"{log}:500");

        foreach (var part in (string[])[reason.Split(':')[0].Trim(), reason.Split(" · ")[1]])
            run.Output.Should().Contain(part);
    }

    [Fact]
    public async Task A_place_can_be_taken_as_it_stands_in_a_finding() =>
        (await Command.RunAsync("explain", $"{log}:500:")).ExitCode.Should().Be(0);

    [Fact]
    public async Task A_line_of_the_baseline_is_told_to_be_one()
    {
        var run = await Command.RunAsync("explain", $"{log}:7");

        run.Output.Should().Contain("belongs to the baseline").And.Contain("worker");
    }

    [Fact]
    public async Task Where_nothing_is_to_be_compared_with_no_rarity_is_claimed()
    {
        var brief = folder.Write("brief.log", Log.Text(Log.Dull(3)));

        var run = await Command.RunAsync("explain", $"{brief}:2");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("Not judged: too few lines").And.NotContain("p = ");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_compared_as_they_are()
    {
        byte[] lines = [.. Log.Bytes(Log.Dull(600)), .. Log.Bytes([Near]).SkipLast(1), 0x20, 0x85, 0x0A];
        lines = [.. lines, .. Log.Bytes([Near]).SkipLast(1), 0x20, 0xFF, 0x0A];
        var raw = folder.Write("raw.log", lines);

        var run = await Command.RunAsync("explain", $"{raw}:602");

        run.Output.Should().Contain(@"\xFF+}").And.NotContain("\uFFFD");
    }

    [Fact]
    public async Task Standard_input_is_no_file_to_read_twice() =>
        (await Command.RunAsync("explain", "-:490")).Should().BeEquivalentTo(new { ExitCode = 64, Output = "" });

    [Fact]
    public async Task A_line_that_is_not_there_is_refused()
    {
        var run = await Command.RunAsync("explain", $"{log}:601");

        run.Should().BeEquivalentTo(new { ExitCode = 2, Output = "" });
        run.Error.Should().Be($"driftlock: {log} has no line 601; it ends with line 600.\n");
    }
}
