using System.Globalization;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>What kind of log is generated.</summary>
public enum LogKind
{
    /// <summary>An SSH server's, by syslog.</summary>
    Ssh,

    /// <summary>A web server's access log.</summary>
    Web,

    /// <summary>A program's own.</summary>
    App,
}

/// <summary>Logs of four messages each, with the times, numbers and names that such logs have; seeded.</summary>
internal sealed class GeneratedLog(LogKind kind, int seed)
{
    private static readonly string[] Users = ["alice", "bob", "carol", "dave", "deploy", "backup"];
    private static readonly string[] Paths = ["/", "/index.html", "/cart", "/api/items", "/api/orders", "/static/app.js"];
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST"];
    private static readonly string[] Statuses = ["200", "200", "200", "200", "304", "301"];

    private readonly Random random = new(seed);
    private DateTime time = new DateTime(2026, 11, 20, 9, 20, 0, DateTimeKind.Utc).AddMinutes(seed % 60);

    /// <summary>So many lines. Of 3,000 some lie on either side of a full hour.</summary>
    public string[] Lines(int count) => [.. Enumerable.Range(0, count).Select(_ => Line(Usual()))];

    /// <summary>The same with another message in one line.</summary>
    public string[] With(int count, int number, string message)
    {
        var lines = new string[count];
        for (var index = 0; index < count; index++)
        {
            var usual = Usual();
            lines[index] = Line(index == number - 1 ? message : usual);
        }

        return lines;
    }

    private string Line(string message)
    {
        time = time.AddMilliseconds(random.Next(100, 2500));
        return kind switch
        {
            LogKind.Ssh => Format($"{time:MMM dd HH:mm:ss} host1 sshd[{random.Next(1000, 32_000)}]: {message}"),
            LogKind.Web => Format($"192.168.{random.Next(8)}.{random.Next(1, 255)} - - [{time:dd/MMM/yyyy:HH:mm:ss} +0000] {message}"),
            _ => Format($"{time:yyyy-MM-dd HH:mm:ss.fff} {message}"),
        };
    }

    private string Usual() => (kind, random.Next(4)) switch
    {
        (LogKind.Ssh, 0) => Format($"Accepted publickey for {Of(Users)} from {Address()} port {Port()} ssh2"),
        (LogKind.Ssh, 1) => Format($"pam_unix(sshd:session): session opened for user {Of(Users)} by (uid=0)"),
        (LogKind.Ssh, 2) => Format($"pam_unix(sshd:session): session closed for user {Of(Users)}"),
        (LogKind.Ssh, _) => Format($"Received disconnect from {Address()} port {Port()}:11: disconnected by user"),
        (LogKind.Web, _) => Format(
            $"\"{Of(Methods)} {Of(Paths)} HTTP/1.1\" {Of(Statuses)} {random.Next(200, 20_000)} \"-\" \"Mozilla/5.0 (X11; Linux)\""),
        (_, 0) => Format($"INFO  worker-{Worker()} GET /cart/{Number()} 200 in {random.Next(1, 90)} ms"),
        (_, 1) => Format($"INFO  worker-{Worker()} POST /order/{Number()} 201 in {random.Next(1, 90)} ms"),
        (_, 2) => Format($"INFO  worker-{Worker()} cache miss for product {Number()}, loaded in {random.Next(1, 90)} ms"),
        _ => Format($"INFO  worker-{Worker()} job {Number()} done in {random.Next(1, 90)} ms, queue {random.Next(20)}"),
    };

    private string Of(string[] values) => values[random.Next(values.Length)];

    private string Address() => Format($"10.0.{random.Next(4)}.{random.Next(1, 255)}");

    private int Port() => random.Next(30_000, 65_000);

    private int Worker() => random.Next(1, 5);

    private int Number() => random.Next(10_000);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
