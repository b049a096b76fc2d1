using System.Text;
using System.Text.Json;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Bytes that no log ought to have, and every log has some day.</summary>
public sealed class HostileInputTests : IDisposable
{
    private const int Number = 500;

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Line_ends_of_either_kind_and_a_missing_last_one_make_the_same_lines()
    {
        var lines = Log.With(600, 600, Log.Odd);
        var unix = await ScanAsync(Log.Bytes(lines));
        var windows = await ScanAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
        var unended = await ScanAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        Texts(unix).Should().Contain(Log.Odd);
        Texts(windows).Should().Equal(Texts(unix));
        unended.Output.Should().Be(unix.Output);
        Offsets(windows).Should().Equal(Offsets(unix).Zip(Numbers(unix), (offset, line) => offset + line - 1));
    }

    [Fact]
    public async Task Nul_and_invalid_utf8_behind_the_beginning_are_bytes_like_others()
    {
        var bytes = Log.Bytes(Log.Dull(600));
        byte[] odd = [0, 0, 0, 0xFF, 0xFE, 0xC3, 0x28, (byte)'o', (byte)'d', (byte)'d', (byte)'\n'];
        var at = bytes.AsSpan().LastIndexOf("worker"u8) - "2026-11-20T10:00:00Z ".Length;

        var run = await ScanAsync([.. bytes[..at], .. odd, .. bytes[at..]]);

        run.ExitCode.Should().Be(1);
        Texts(run).Should().ContainSingle(text => text.EndsWith("odd", StringComparison.Ordinal))
            .Which.Should().StartWith("\0\0\0\ufffd\ufffd");
    }

    [Fact]
    public async Task A_line_of_two_megabytes_is_judged_by_its_beginning_and_says_so()
    {
        var lines = Log.With(600, Number, Log.Odd + new string('x', 2 << 20));

        var run = await ScanAsync(Log.Bytes(lines), "--top", "600");

        var found = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var odd = found.Single(line => line.GetProperty("line").GetInt64() == Number);
        odd.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).Should().Contain("truncated");
        found.Where(line => line.GetProperty("line").GetInt64() > Number)
            .Should().OnlyContain(line => line.GetProperty("byte_offset").GetInt64() > 2 << 20);
    }

    [Fact]
    public async Task A_very_long_line_is_shown_shortened_around_what_is_odd()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, Number, new string('x', 300_000) + Log.Odd)));

        var run = await Command.RunAsync("scan", log);

        run.Lines.Should().Contain(line => line.Contains("PANIC", StringComparison.Ordinal) && line.Contains('…'))
            .And.OnlyContain(line => line.Length < 4000);
    }

    [Fact]
    public async Task Where_nothing_could_be_read_nothing_is_called_usual()
    {
        var cut = folder.Write("cut.gz", Folder.Gzip(Log.Bytes(Log.Dull(600)))[..15]);

        var run = await Command.RunAsync("scan", cut, "--summary");

        run.Should().BeEquivalentTo(new { ExitCode = 2, Output = "No line was judged.\n" });
        run.Error.Should().Contain("cut.gz: the gzip data is damaged or cut off");
    }

    [Fact]
    public async Task Empty_lines_count()
    {
        var lines = Log.With(600, Number, Log.Odd);
        var spaced = lines.SelectMany(line => new[] { line, "" });

        var run = await ScanAsync(Log.Bytes(spaced));

        Numbers(run).Should().Contain((2 * Number) - 1);
    }

    [Fact]
    public async Task An_empty_line_where_none_ever_was_is_shown_as_one()
    {
        var log = folder.Write("app.log", Log.Text([.. Enumerable.Repeat("the same line again", 600), ""]));

        var run = await Command.RunAsync("scan", log);

        run.Lines[0].Should().Be($"{log}:601: (empty line)");
    }

    [Fact]
    public async Task A_byte_order_mark_belongs_to_no_line()
    {
        var bytes = Log.Bytes(Log.With(600, Number, Log.Odd));

        var plain = await ScanAsync(bytes);
        var marked = await ScanAsync([0xEF, 0xBB, 0xBF, .. bytes]);

        Texts(marked).Should().Equal(Texts(plain));
        Offsets(marked).Should().Equal(Offsets(plain).Select(offset => offset + 3));
    }

    [Fact]
    public async Task Random_bytes_do_no_harm()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);

        var run = await Command.RunAsync(["scan", "-", "--text", "--output", "json"], bytes);

        run.ExitCode.Should().BeOneOf(0, 1);
        run.Error.Should().BeEmpty();
        Texts(run).Should().HaveCount(run.Lines.Length);
    }

    private static IEnumerable<string?> Texts(Run run) => Values(run, "text").Select(value => value.GetString());

    private static IEnumerable<long> Numbers(Run run) => Values(run, "line").Select(value => value.GetInt64());

    private static IEnumerable<long> Offsets(Run run) => Values(run, "byte_offset").Select(value => value.GetInt64());

    private static IEnumerable<JsonElement> Values(Run run, string name) =>
        run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty(name));

    private async Task<Run> ScanAsync(byte[] bytes, params string[] options) =>
        await Command.RunAsync(["scan", folder.Write("hostile.log", bytes), "--output", "json", .. options]);
}
