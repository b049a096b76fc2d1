using System.Text.Json.Nodes;
using Driftlock.EndToEnd.Tests.Shared;

namespace Driftlock.EndToEnd.Tests.Detection;

/// <summary>Records that are sent to a service that answers.</summary>
public sealed class PushTests(ServiceOnPort installation) : IClassFixture<ServiceOnPort>, IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_line_of_a_file_is_an_event_and_a_second_push_sends_them_again()
    {
        var lines = Log.Dull(600);
        var log = folder.Write("app.log", Log.Text(lines));

        var first = await PushAsync("lines", log, "--summary");
        var second = await PushAsync("lines", log);

        first.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        first.Output.Should().Be("600 records sent to lines: 600 learned, 0 scored.\n");
        second.Should().BeEquivalentTo(new { ExitCode = 0, Error = "", Output = "" });
        (await installation.EventsAsync("lines")).Should().Equal(lines.Concat(lines));
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task Records_with_an_id_of_their_own_are_taken_once_though_they_are_pushed_twice()
    {
        var events = folder.Write("app.ndjson", Log.Text(
            Enumerable.Range(0, 50).Select(i => $$"""{"id": "e{{i}}", "body": "GET /cart/{{i}} 200"}""")));

        await PushAsync("ids", events);
        var second = await PushAsync("ids", events, "--summary");

        second.Output.Should().Be("50 records sent to ids: 0 learned, 0 scored, 50 came before.\n");
        (await installation.EventsAsync("ids")).Should().Equal(
            Enumerable.Range(0, 50).Select(i => $"GET /cart/{i} 200"));
    }

    [Fact]
    public async Task What_is_unusual_is_shown_with_its_line_and_its_words_as_scan_shows_it()
    {
        var log = folder.Write("app.log", Log.Text(Log.With(600, 500, Log.Odd)));

        var run = await PushAsync("unusual", log, "--detect");

        run.ExitCode.Should().Be(1, run.Error);
        run.Output.Should().MatchRegex("(?m)^[^ ]*app.log:500: .*»PANIC")
            .And.MatchRegex("(?m)^    [0-9,]+ bits, usually [0-9]+: .* · p = 0\\.[0-9]+: odder than all");
        (await PushAsync("unusual-too", log, "--detect", "--exit-zero")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Programs_get_an_object_for_each_finding_and_each_refused_record()
    {
        var lines = Log.With(600, 500, "\"" + Log.Odd.Replace("\"", "'", StringComparison.Ordinal) + "\\u001b[2J\"");
        var events = folder.Write("app.ndjson", Log.Text(
            lines.Select((line, index) => index switch { 499 => line, 549 => "{]", _ => $"\"{line}\"" })));

        var run = await PushAsync("programs", events, "--detect", "--output", "json", "--summary");

        run.ExitCode.Should().Be(2);
        run.Error.Should().BeEmpty();
        run.Output.Should().NotContain("\e");
        var told = run.Lines.Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var odd = told.Single(one => one["line"]?.GetValue<long>() == 500);
        odd["file"]!.GetValue<string>().Should().Be(events);
        odd["text"]!.GetValue<string>().Should().Contain("PANIC").And.EndWith("\e[2J");
        odd["attribution"]!.AsArray().Select(word => word!["text"]!.GetValue<string>()).Should().Contain("PANIC");
        told.Single(one => one.ContainsKey("refused"))["refused"]!.ToJsonString()
            .Should().Contain("\"line\":550,\"code\":\"detection.record_malformed\"");
        told[^1]["summary"]!["refused_count"]!.GetValue<long>().Should().Be(1);
    }

    [Fact]
    public async Task A_refused_record_is_told_by_its_line_and_the_others_go_in()
    {
        var log = folder.Write("app.log", Log.Text(["one", new string('x', (1 << 20) + 9), "three"]));

        var run = await PushAsync("refused", log);

        run.ExitCode.Should().Be(2);
        run.Error.Should().MatchRegex(
            "^driftlock: .*app.log:2: refused: An event has at most .*\\(detection.record_too_long\\)\\.\n$");
        (await installation.EventsAsync("refused")).Should().Equal("one", "three");
    }

    [Fact]
    public async Task What_is_compressed_is_unpacked_and_every_batch_of_csv_has_the_names()
    {
        var rows = Enumerable.Range(0, 25_000).Select(i => $"{i},\"a\nb {i}\"").ToList();
        var table = folder.Write("app.csv.gz", Folder.Gzip(Log.Bytes(["n,text", .. rows, "odd"])));

        var run = await PushAsync("csv", table, "--summary");

        run.Output.Should().StartWith("25,001 records sent to csv: 25,000 learned, 0 scored, 1 refused.");
        run.Error.Should().Contain("app.csv.gz:50002: refused").And.Contain("detection.record_malformed");
        (await installation.EventsAsync("csv")).Should().Equal(
            Enumerable.Range(0, 25_000).Select(i => $$"""{"n":{{i}},"text":"a\nb {{i}}"}"""));
    }

    [Fact]
    public async Task Every_byte_of_a_line_arrives()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        byte[] odd = [0xFF, (byte)'\r', (byte)'\r', (byte)'\n', .. mark, .. mark, (byte)'x', (byte)'\n'];
        byte[] bytes = [.. mark, .. mark, (byte)'a', (byte)'\r', (byte)'\n', .. odd, (byte)'\n', (byte)'z'];

        var run = await Command.RunAsync(["push", "bytes", "-", "--format", "lines", .. Options], bytes);

        run.ExitCode.Should().Be(0, run.Error);
        var events = await installation.EventsAsync("bytes");
        events.Should().Equal("\ufeffa", "\ufffd\r", "\ufeff\ufeffx", "", "z");
    }

    [Fact]
    public async Task A_line_of_a_pipe_is_sent_soon_though_more_may_come()
    {
        using var push = Command.Start(["push", "soon", .. Options]);

        await push.StandardInput.WriteAsync("first\n");
        await push.StandardInput.FlushAsync();
        await Command.UntilAsync(async () => (await installation.EventsAsync("soon")).Count == 1);

        push.HasExited.Should().BeFalse();
        await push.StandardInput.WriteAsync("second\n");
        (await Command.FinishAsync(push, [])).ExitCode.Should().Be(0);
        (await installation.EventsAsync("soon")).Should().Equal("first", "second");
    }

    [Fact]
    public async Task Ctrl_C_sends_what_was_read_and_ends_with_130()
    {
        using var push = Command.Start(["push", "interrupted", .. Options]);
        await push.StandardInput.WriteAsync(Log.Text(Log.Dull(100)));
        await push.StandardInput.FlushAsync();
        await Command.UntilAsync(async () => (await installation.EventsAsync("interrupted")).Count > 0);

        await push.StandardInput.WriteAsync("the last\n");
        await push.StandardInput.FlushAsync();
        await Command.InterruptAsync(push);
        var run = await Command.FinishAsync(push);

        run.ExitCode.Should().Be(130);
        var events = await installation.EventsAsync("interrupted");
        events.Take(100).Should().Equal(Log.Dull(100));
        installation.Waiting.Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_push_to_the_same_stream_is_told_to_take_a_spool_of_its_own()
    {
        using var first = Command.Start(["push", "twice", .. Options]);
        await first.StandardInput.WriteAsync("first\n");
        await first.StandardInput.FlushAsync();
        await Command.UntilAsync(async () => (await installation.EventsAsync("twice")).Count == 1);

        var second = await Command.RunAsync(["push", "twice", .. Options], "second\n"u8.ToArray());

        second.ExitCode.Should().Be(2);
        second.Error.Should().StartWith("driftlock: Another driftlock sends to twice").And.Contain("--spool");
        (await Command.FinishAsync(first, [])).ExitCode.Should().Be(0);
    }

    private string[] Options => [.. installation.Access, "--spool", installation.Spool];

    private Task<Run> PushAsync(string stream, string file, params string[] more) =>
        Command.RunAsync(["push", stream, file, .. Options, .. more]);
}
