using System.Text.Json;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>A model that one scan teaches and others use.</summary>
public sealed class BaselineFileTests : IDisposable
{
    private readonly Folder folder = new();
    private readonly string log;
    private readonly string baseline;

    public BaselineFileTests() => (log, baseline) =
        (folder.Write("app.log", Log.Text(Log.With(900, 700, Log.Odd))), folder["main.dlb"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_first_scan_makes_it_and_the_next_judges_from_the_first_line_on()
    {
        var first = await Command.RunAsync("scan", log, "--baseline-file", baseline, "--output", "json", "--summary");
        var made = await File.ReadAllBytesAsync(baseline);
        var next = await Command.RunAsync("scan", log, "--baseline-file", baseline, "--output", "json", "--summary");

        first.Output.Should().Contain("PANIC");
        next.Output.Should().Contain("PANIC");
        Summary(first).GetProperty("baseline").GetInt64().Should().Be(300);
        Summary(next).GetProperty("baseline").GetInt64().Should().Be(0);
        Summary(next).GetProperty("scored").GetInt64().Should().Be(900);
        (await File.ReadAllBytesAsync(baseline)).Should().Equal(made);
        folder.Names.Should().Equal("app.log", "main.dlb");
    }

    [Fact]
    public async Task The_scan_that_makes_it_says_the_same_as_one_without()
    {
        var with = await Command.RunAsync("scan", log, "--baseline-file", baseline, "--output", "json");
        var without = await Command.RunAsync("scan", log, "--output", "json");

        with.Output.Should().Be(without.Output);
    }

    [Fact]
    public async Task All_lines_can_teach_without_being_judged()
    {
        var good = folder.Write("good.log", Log.Text(Log.Dull(500)));

        var teach = await Command.RunAsync("scan", good, "--baseline", "all", "--baseline-file", baseline);
        var judge = await Command.RunAsync("scan", log, "--baseline-file", baseline, "--output", "json");

        teach.Should().BeEquivalentTo(new { ExitCode = 0, Output = "" });
        teach.Error.Should().Contain("500 lines taught");
        judge.Output.Should().Contain("PANIC");
    }

    [Fact]
    public async Task One_that_is_there_is_not_taught_again_and_says_so()
    {
        await Command.RunAsync("scan", log, "--baseline-file", baseline);
        var made = await File.ReadAllBytesAsync(baseline);

        var all = await Command.RunAsync("scan", log, "--baseline", "all", "--baseline-file", baseline);
        var some = await Command.RunAsync("scan", log, "--baseline", "50", "--baseline-file", baseline);

        all.Should().BeEquivalentTo(new { ExitCode = 2, Output = "" });
        all.Error.Should().Contain("is there already");
        some.Output.Should().Contain("PANIC");
        some.Error.Should().EndWith("main.dlb is there and is used as it is; --baseline 50 has no effect.\n");
        (await File.ReadAllBytesAsync(baseline)).Should().Equal(made);
    }

    [Fact]
    public async Task Of_several_files_the_first_teaches_for_all()
    {
        var good = folder.Write("good.log", Log.Text(Log.Dull(600)));

        var run = await Command.RunAsync(
            "scan", good, log, "--baseline-file", baseline, "--output", "json", "--summary");

        Summary(run).GetProperty("baseline").GetInt64().Should().Be(200);
        run.Output.Should().Contain("PANIC");
    }

    [Theory]
    [InlineData(0, "not a saved Driftlock model")]
    [InlineData(8, "made by another version")]
    [InlineData(5000, "damaged")]
    public async Task Another_version_or_a_damaged_one_is_refused(int at, string reason)
    {
        await Command.RunAsync("scan", log, "--baseline-file", baseline);
        var bytes = await File.ReadAllBytesAsync(baseline);
        bytes[at] ^= 0x7F;
        await File.WriteAllBytesAsync(baseline, bytes);

        await ShouldRefuse(reason);
        (await File.ReadAllBytesAsync(baseline)).Should().Equal(bytes);
    }

    [Fact]
    public async Task One_that_is_cut_off_is_refused_wherever_it_is_cut()
    {
        await Command.RunAsync("scan", log, "--baseline-file", baseline);
        var bytes = await File.ReadAllBytesAsync(baseline);
        foreach (var length in (int[])[0, 7, 20, bytes.Length / 2, bytes.Length - 1])
        {
            await File.WriteAllBytesAsync(baseline, bytes[..length]);
            await ShouldRefuse("saved");
        }
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_refused_before_the_scan()
    {
        var run = await Command.RunAsync("scan", log, "--baseline-file", folder["none/main.dlb"]);

        run.Should().BeEquivalentTo(new { ExitCode = 2, Output = "" });
        run.Error.Should().Contain("cannot be written: no such directory");
    }

    [Fact]
    public async Task A_log_too_short_to_teach_leaves_no_file()
    {
        var brief = folder.Write("short.log", Log.Text(Log.Dull(20)));

        var run = await Command.RunAsync("scan", brief, "--baseline", "100", "--baseline-file", baseline);

        run.ExitCode.Should().Be(3);
        folder.Names.Should().Equal("app.log", "short.log");
    }

    private static JsonElement Summary(Run run) => JsonDocument.Parse(run.Lines[^1]).RootElement.GetProperty("summary");

    private async Task ShouldRefuse(string reason)
    {
        var run = await Command.RunAsync("scan", log, "--baseline-file", baseline);

        run.Should().BeEquivalentTo(new { ExitCode = 2, Output = "" });
        run.Error.Should().StartWith("driftlock: ").And.Contain(reason);
        run.Error.Count(c => c == '\n').Should().Be(1);
    }
}
