using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Api.Detection;
using Driftlock.Api.Detection.Records;
using Driftlock.Api.Shared.Edge;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared.Edge;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Every kind of bad input gets its problem on both ways by which events come, and nothing of it is stored.</summary>
public sealed class BadInputTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private const string Json = "application/json";
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);
    private static readonly string Digits = new('7', EventTextConverter.LongestNumber + 1);

    private static readonly Way Detect = new(
        "/api/v1/anomalies/detect", Json, EdgeLimits.LargestBody, record => $$"""{"stream":"app","events":[{{record}}]}""");

    private static readonly Way Ingest = new(
        "/api/v1/streams/app/events?detect=true", "application/x-ndjson", Ingestion.LargestBody, record => record);

    // What one record alone may be wrong in, the way of events tells by its line.
    private static readonly (string Record, string Detects, string Ingests)[] Records =
    [
        ("{\"a\":1,\"a\":2}", "400 request.malformed", "200 detection.record_malformed"),
        ("{\"a\":\"\\u0000\"}", "400 request.malformed", "200 detection.record_malformed"),
        ("\"\\ud800\"", "400 request.malformed", "200 detection.record_malformed"),
        (Deep, "400 request.malformed", "200 detection.record_malformed"),
        ($"{{\"a\":[{Digits}]}}", "400 request.malformed", "200 detection.record_malformed"),
        ($"{{\"body\":\"x\",\"attributes\":{{\"a\":{Digits}}}}}", "400 request.malformed", "200 detection.record_malformed"),
        ("\"\u00ff\"", "400 request.not_utf8", "200 request.not_utf8"),
        ("7", "400 request.malformed", "200 detection.record_malformed"),
        ("{\"a\":", "400 request.malformed", "200 detection.record_malformed"),
    ];

    [Fact]
    public async Task It_is_refused_as_what_it_is_and_nothing_is_stored()
    {
        var organization = await api.NewTeam();
        var (caller, key) = await Taught(organization);
        var before = await Stored(organization);

        foreach (var way in new[] { Detect, Ingest })
        {
            foreach (var (name, send, expected) in Messages(way, key))
            {
                (await send).Should().Be(expected, $"{name} came to {way.Path}");
            }

            foreach (var (record, detects, ingests) in Records)
            {
                (await Say(way, key, Encoding.Latin1.GetBytes(way.Body(record)))).Should().Be(
                    way == Detect ? detects : ingests, $"{record} came to {way.Path}");
            }
        }

        var (bomb, large) = (Gzip(100 << 20), EdgeLimits.LargestBody + 1);
        foreach (var type in new[] { "application/json", "application/x-www-form-urlencoded" })
        {
            (await Anchor(type, "Transfer-Encoding: chunked", "zz\r\n"u8.ToArray()))
                .Should().Be(400, "a body that nobody asks for is none either");
            (await Anchor(
                type, "Transfer-Encoding: chunked", [.. Encoding.ASCII.GetBytes($"{large:x}\r\n"), .. new byte[large]]))
                .Should().Be(413, "it is too large, which no header says");
            (await Anchor(type, $"Content-Encoding: gzip\nContent-Length: {bomb.Length}", bomb))
                .Should().Be(413, "it is too large once it is decoded");
        }

        (await Stored(organization)).Should().Be(before);
        (await caller.Find()).Should().ContainSingle("the stream goes on");
        (await Stored(organization)).Should().NotBe(before, "else the comparison sees nothing");

        async Task<int> Anchor(string type, string headers, byte[] body) => (await api.SendAsync(
            $"POST /api/v1/streams/app/anchor HTTP/1.1\nHost: localhost\nX-Api-Key: {key}\nContent-Type: {type}\n"
            + $"{headers}\n\n", body)).Status;
    }

    [Fact]
    public async Task A_number_may_have_a_thousand_characters()
    {
        var (_, key) = await Taught(await api.NewTeam());

        foreach (var way in new[] { Detect, Ingest })
        {
            (await Say(way, key, Encoding.UTF8.GetBytes(way.Body($"{{\"a\":{Digits[1..]}}}")))).Should().Be("200 ");
        }
    }

    // A message that is no good whatever its records say.
    private IEnumerable<(string Name, Task<string> Send, string Expected)> Messages(Way way, string key)
    {
        var good = Encoding.UTF8.GetBytes(way.Body("\"one\""));
        yield return ("a body that says to be too large", Say(way, key, [], $"Content-Length: {way.Largest + 1}\n"), "413 request.too_large");
        yield return ("a gzip bomb", Say(way, key, Gzip(way.Largest + 1), "Content-Encoding: gzip\n"), "413 request.too_large");
        yield return ("no gzip", Say(way, key, good, "Content-Encoding: gzip\n"), "400 request.damaged_encoding");
        yield return ("an unknown encoding", Say(way, key, good, "Content-Encoding: zstd\n"), "415 request.unsupported_encoding");
        yield return ("gzip of gzip", Say(way, key, good, "Content-Encoding: gzip, gzip\n"), "400 request.encoded_twice");
        yield return ("another type", Say(way with { Type = "application/xml" }, key, good), "415 request.unsupported_media_type");
        yield return ("no type", Say(way with { Type = "" }, key, good), "415 request.unsupported_media_type");
        yield return (
            "two lengths", Say(way, key, "0\r\n\r\n"u8.ToArray(), "Content-Length: 5\nTransfer-Encoding: chunked\n"),
            "400 request.ambiguous_length");
        yield return ("bare line feeds", BareFeeds(way, key, good), "400 ");
    }

    // Status, and the code of the problem or of the record that was refused.
    private async Task<string> Say(Way way, string key, byte[] body, string headers = "")
    {
        var length = headers.Contains("Content-Length") ? "" : $"Content-Length: {body.Length}\n";
        var answer = await api.SendAsync(way.Head(key) + headers + length + "\n", body);
        var content = JsonNode.Parse(answer.Body)!;
        var refused = content["refused"]?.AsArray().SingleOrDefault() ?? content;
        return $"{answer.Status} {refused["code"]}";
    }

    private async Task<string> BareFeeds(Way way, string key, byte[] body)
    {
        var answer = await api.SendAsync(Encoding.Latin1.GetBytes(way.Head(key) + $"Content-Length: {body.Length}\n\n"), body);
        answer.IsClosed.Should().BeTrue();
        return $"{answer.Status} {answer.Body}";
    }

    private async Task<(HttpClient Caller, string Key)> Taught(OrganizationId organization)
    {
        var (caller, _) = await api.NewCaller(organization);
        await caller.Teach();
        return (caller, caller.DefaultRequestHeaders.GetValues("X-Api-Key").Single());
    }

    private async Task<string?> Stored(OrganizationId organization)
    {
        await using var command = api.Services.GetRequiredService<Database>().Worker.CreateCommand($"""
            select jsonb_build_array(
                (select jsonb_agg(h order by h.stream) from detection.heads h where h.organization = o),
                (select sum(length(l.texts)) from detection.log l where l.organization = o),
                (select count(*) from detection.client_ids c where c.organization = o),
                (select count(*) from detection.anomalies a where a.organization = o),
                (select sum(t.bytes) from detection.teaching_days t where t.organization = o),
                (select jsonb_agg(p order by p.starts_at) from billing.periods p where p.organization = o),
                (select count(*) from billing.reservations r where r.organization = o),
                (select count(*) from billing.ledger g where g.organization = o))::text
            from (select '{organization.Value}'::uuid as o) asked
            """);
        return (string?)await command.ExecuteScalarAsync();
    }

    private static byte[] Gzip(int spaces)
    {
        using var buffer = new MemoryStream();
        using (var encoder = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            var some = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            for (var left = spaces; left > 0; left -= some.Length) encoder.Write(some.AsSpan(0, Math.Min(left, some.Length)));
        }

        return buffer.ToArray();
    }

    private sealed record Way(string Path, string Type, int Largest, Func<string, string> Body)
    {
        public string Head(string key) => $"POST {Path} HTTP/1.1\nHost: localhost\nX-Api-Key: {key}\nContent-Type: {Type}\n";
    }
}
