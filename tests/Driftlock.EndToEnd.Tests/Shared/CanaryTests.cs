using System.Net;
using System.Net.Http.Json;
using System.Text;
using Npgsql;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>
/// Secrets are planted in every place that a caller can write to, the service tells as much as it can be made to, and none
/// of them is found in what it told.
/// </summary>
public sealed class CanaryTests
{
    private const string Text = "canary-in-an-event";

    // Messages go as soon as they are delivered; this keeps what was in them.
    private const string KeepMessages = """
        create table public.kept (content text);
        create function public.keep() returns trigger language plpgsql security definer as
            $$ begin insert into public.kept values (new::text); return null; end $$;
        create trigger keep after insert on detection.outbox for each row execute function public.keep();
        """;

    private const string Waiting = "select 'a message' from detection.outbox union all select 'one' from billing.outbox";

    [Fact]
    public async Task P_12_I_15_C_85_No_secret_is_in_a_log_a_trace_a_metric_an_audit_row_or_a_message()
    {
        using var collector = new Collector();
        var environment = new Dictionary<string, string>(collector.Environment) { ["Logging__LogLevel__Default"] = "Trace" };
        var service = await RunningService.StartAsync(environment);
        await ExecuteAsync(service, KeepMessages);

        var secrets = await PlantAsync(service, environment);
        using var prometheus = service.NewCaller(key: null);
        var metrics = await prometheus.GetStringAsync("/metrics");
        // What follows a request is done, and told, a little after its answer.
        await Command.UntilAsync(async () => (await ReadAsync(service, Waiting)).Length == 0);
        var ended = await service.StopAsync();

        ended.ExitCode.Should().Be(0, ended.Error);
        var told = new Dictionary<string, string>
        {
            ["log"] = ended.Error + ended.Output,
            ["traces"] = collector.Traces,
            ["metrics"] = collector.Metrics + metrics,
            ["audit"] = await ReadAsync(service, "select entry::text from shared.audit entry"),
            ["messages"] = await ReadAsync(service, "select content from public.kept"),
            ["usage"] = await ReadAsync(service, "select entry::text from billing.ledger entry"),
        };
        // What is to be there is there, so what is not found was looked for.
        told["log"].Should().Contain("canary-request").And.Contain("/api/v1/anomalies/detect");
        told["traces"].Should().Contain("DetectAnomalies").And.Contain("OpenSession").And.Contain("/api/v1/streams/{stream}");
        told["metrics"].Should().Contain("driftlock.use_case.duration").And.Contain("driftlock_use_case_duration_seconds");
        told["audit"].Should().Contain("keys.issued").And.Contain("identity.signed_in");
        told["usage"].Should().Contain("included");
        told["messages"].Should().Contain("anomalies_found").And.Contain("detections_settled");
        foreach (var (where, text) in told)
        {
            foreach (var (what, secret) in secrets)
            {
                text.Contains(secret, StringComparison.Ordinal).Should().BeFalse($"{what} is in the {where}");
            }
        }
    }

    private static async Task<Dictionary<string, string>> PlantAsync(
        RunningService service, IReadOnlyDictionary<string, string> environment)
    {
        using var caller = service.NewCaller(service.Key);
        caller.DefaultRequestHeaders.Add("X-Request-Id", "canary-request");
        var usual = Enumerable.Range(0, 400).Select(i => $"GET /cart/{i % 7} 200 {i % 40} ms").ToArray();
        await RunningService.DetectAsync(caller, new { stream = "app", events = usual });
        caller.DefaultRequestHeaders.Add("Idempotency-Key", "canary-of-idempotency");
        var attributes = new { note = "canary-in-attributes" };
        var found = await RunningService.DetectAsync(
            caller, new { stream = "app", events = new object[] { new { body = $"panic: {Text} at 0x7f", attributes } } });
        var anomaly = found["anomalies"]![0]!["id"]!.GetValue<string>();
        caller.DefaultRequestHeaders.Remove("Idempotency-Key");
        await caller.PostAsJsonAsync(
            $"/api/v1/anomalies/{anomaly}/feedback", new { verdict = "confirmed", note = "canary-in-a-note" });
        await caller.PostAsJsonAsync("/api/v1/analyze", new { events = new[] { Text } });
        await caller.PostAsJsonAsync("/api/v1/demo/detect", new { events = new[] { Text } });

        // What cannot be read, and what is refused.
        foreach (var body in new[] { $"{{\"stream\":\"app\",\"events\":[\"{Text}", $"{{\"{Text}\":1}}", $"{Text}\0" })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            await caller.PostAsync("/api/v1/anomalies/detect", content);
        }

        var stranger = service.Key[..^1] + (service.Key[^1] == 'a' ? 'b' : 'a');
        foreach (var address in new[]
        {
            "/api/v1/streams?limit=canary-in-a-query", "/api/v1/anomalies?from=canary-in-a-query",
            "/api/v1/streams/canary-in-a-path", $"/api/v1/streams/{service.Key}", $"/api/v1/whoami?key={service.Key}",
            "/canary-in-a-path",
        })
        {
            (await caller.GetAsync(address)).IsSuccessStatusCode.Should().BeFalse(address);
        }

        using var bad = service.NewCaller(stranger);
        (await bad.GetAsync("/api/v1/whoami")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        var (link, session) = await SignInAsync(service, environment);
        return new Dictionary<string, string>
        {
            ["the key"] = service.Key,
            ["a wrong key"] = stranger,
            ["the link's token"] = link,
            ["the session's token"] = session,
            ["the idempotency key"] = "canary-of-idempotency",
            ["the text of an event"] = Text,
            ["an attribute"] = "canary-in-attributes",
            ["a note"] = "canary-in-a-note",
            ["a query"] = "canary-in-a-query",
            ["a path"] = "canary-in-a-path",
            ["the pepper"] = new string('p', 32),
            ["the pepper as configured"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('p', 32))),
        };
    }

    private static async Task<(string Link, string Session)> SignInAsync(
        RunningService service, IReadOnlyDictionary<string, string> environment)
    {
        var printed = await RunningService.RunAsync(
            service.ConnectionString,
            environment,
            "members", "link", "--organization", RunningService.Organization, "--email", "ada@example.org");
        var token = printed.Split("token=")[1];
        using var browser = service.NewCaller(key: null);
        (await browser.GetAsync(printed)).StatusCode.Should().Be(HttpStatusCode.OK);
        await browser.PostAsJsonAsync("/api/v1/auth/sessions", new { token = "x" + token });
        var signedIn = await browser.PostAsJsonAsync("/api/v1/auth/sessions", new { token });
        var cookie = signedIn.Headers.GetValues("Set-Cookie").First(one => one.StartsWith("driftlock_session=", StringComparison.Ordinal));
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        (await browser.GetAsync("/api/v1/whoami")).StatusCode.Should().Be(HttpStatusCode.OK);
        return (token, cookie.Split(';')[0].Split('=', 2)[1]);
    }

    private static async Task ExecuteAsync(RunningService service, string statement)
    {
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    // Row security holds for the owner too: the worker sees the rows of all organizations.
    private static async Task<string> ReadAsync(RunningService service, string statement)
    {
        var role = statement.Contains("public.", StringComparison.Ordinal) ? "" : "set role driftlock_worker; ";
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = source.CreateCommand(role + statement);
        await using var row = await command.ExecuteReaderAsync();
        var text = new StringBuilder();
        do
        {
            while (await row.ReadAsync()) text.AppendLine(row.GetString(0));
        }
        while (await row.NextResultAsync());
        return text.ToString();
    }
}
