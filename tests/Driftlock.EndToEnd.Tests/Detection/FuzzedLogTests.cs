using System.Text;
using System.Text.Json;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>A recorded log some of whose bits zzuf has turned over: what a scan promises holds all the same.</summary>
public sealed class FuzzedLogTests : IDisposable
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, "0.00001")]
    [InlineData(2, "0.0005")]
    [InlineData(3, "0.004")]
    [InlineData(4, "0.05")]
    [InlineData(5, "0.5")]
    public async Task It_is_judged_told_in_valid_forms_without_control_codes_and_always_alike(int seed, string ratio)
    {
        var log = await FuzzAsync("app.log", seed, ratio);

        var text = await ScanTwiceAsync(log, "text");
        var json = await ScanTwiceAsync(log, "json");

        Strict.GetString(text.RawOutput).Where(char.IsControl).Should().OnlyContain(code => code == '\n');
        Strict.GetString(json.RawOutput).Where(char.IsControl).Should().OnlyContain(code => code == '\n');
        foreach (var line in json.Lines)
            JsonDocument.Parse(line).RootElement.GetProperty("text").ValueKind.Should().Be(JsonValueKind.String);
        json.ExitCode.Should().Be(text.ExitCode);
        (json.Lines.Length > 0).Should().Be(json.ExitCode == 1);
    }

    private async Task<string> FuzzAsync(string sample, int seed, string ratio)
    {
        var (recorded, fuzzed) = (Command.Sample(sample), folder["fuzzed.log"]);

        var run = await Command.ShellAsync($"zzuf --seed {seed} --ratio {ratio} < {recorded} > {fuzzed}");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        var bytes = await File.ReadAllBytesAsync(recorded);
        var turned = await File.ReadAllBytesAsync(fuzzed);
        turned.Should().HaveSameCount(bytes);
        turned.AsSpan().SequenceEqual(bytes).Should().BeFalse();
        return fuzzed;
    }

    // NUL is among what comes out, so the log says that it is text.
    private static async Task<Run> ScanTwiceAsync(string log, string form)
    {
        var first = await Command.RunAsync("scan", log, "--text", "--output", form);
        var second = await Command.RunAsync("scan", log, "--text", "--output", form);

        first.ExitCode.Should().BeOneOf(0, 1, 3);
        first.Error.Should().MatchRegex("^(driftlock: [^\n]*\n)*$").And.NotContain("\e");
        second.Should().BeEquivalentTo(first);
        return first;
    }
}
