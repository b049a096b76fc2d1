using System.Globalization;
using System.Text;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Inputs;

/// <summary>
/// The log of an invented shop: thirty messages of ten components, the first ones far more frequent than the last
/// (Zipf), each behind its time to the millisecond. Times only rise, and nearly every message carries addresses, ids,
/// durations or amounts, so no two lines are equal. About 120 bytes a line.
/// </summary>
public sealed class SyntheticLog(Chance chance)
{
    private static readonly string[] Messages =
    [
        "INFO  [http-{n}] access: {ip} GET {path} {status} {size} {ms}ms \"{agent}\"",
        "INFO  [http-{n}] access: {ip} POST {path} {status} {size} {ms}ms \"{agent}\"",
        "DEBUG [order-{n}] orders: reading order {id} of customer {user} from replica {host}",
        "INFO  [order-{n}] orders: order {id} placed by {user}: {n} items, {amount} EUR, session {hex}",
        "INFO  [cache-{n}] cache: refreshed {n} entries of segment {hex} in {ms} ms",
        "DEBUG [db-{n}] pool: connection {port} handed to transaction {uuid} after {ms} ms",
        "INFO  [mail-{n}] mail: message {uuid} to {user}@example.org queued, {size} bytes",
        "INFO  [stock-{n}] stock: article {id} counted in {host}: {n} left, {n} reserved",
        "INFO  [pay-{n}] payments: charge {uuid} of {amount} EUR accepted by provider in {ms} ms",
        "WARN  [db-{n}] pool: slow statement {hex} took {ms} ms, {size} rows",
        "INFO  [http-{n}] access: {ip} HEAD {path} {status} 0 {ms}ms \"{agent}\"",
        "INFO  [auth-{n}] auth: {user} signed in from {ip} port {port}, session {hex}",
        "INFO  [auth-{n}] auth: {user} signed out after {ms} s, session {hex}",
        "DEBUG [gc-{n}] runtime: collected generation {n} in {ms} ms, heap {size} KiB",
        "INFO  [search-{n}] search: query {hex} found {size} articles in {ms} ms on {host}",
        "WARN  [auth-{n}] auth: wrong password for {user} from {ip} port {port}",
        "INFO  [img-{n}] images: thumbnail {path}/{id}.jpg written, {size} bytes",
        "INFO  [batch-{n}] batch: job {uuid} started on {host} with {n} parts",
        "INFO  [batch-{n}] batch: job {uuid} finished after {ms} s: {size} rows read, {size} written",
        "INFO  [order-{n}] orders: order {id} shipped with parcel {hex}{hex}",
        "WARN  [http-{n}] access: request {uuid} from {ip} waited {ms} ms for a worker",
        "INFO  [stock-{n}] stock: delivery {id} from supplier {n} booked: {size} pieces",
        "DEBUG [mail-{n}] mail: connection to relay {host} reused {n} times",
        "INFO  [pay-{n}] payments: refund {uuid} of {amount} EUR for order {id}",
        "WARN  [cache-{n}] cache: segment {hex} over its limit, {n} entries evicted",
        "ERROR [pay-{n}] payments: charge {uuid} declined: code {n}, order {id} kept for {ms} min",
        "ERROR [mail-{n}] mail: relay {host} answered {port}, message {uuid} tried again in {ms} s",
        "INFO  [host] {host}: disk {path} {n} % full, load {n}.{n}",
        "WARN  [db-{n}] pool: transaction {uuid} rolled back: deadlock with {uuid}",
        "ERROR [order-{n}] orders: order {id} of {user} failed: timeout of {host} after {ms} ms",
    ];

    private static readonly string[] Users =
        ["anna", "bela", "carla", "deniz", "emil", "fatma", "greta", "hugo", "ines", "jonas", "kofi", "lena", "mirko"];

    private static readonly string[] Paths =
        ["/", "/articles", "/articles/new", "/basket", "/checkout", "/orders", "/account", "/site.css", "/health"];

    private static readonly string[] Agents =
        ["Mozilla/5.0 (X11; Linux)", "Mozilla/5.0 (iPhone)", "shop-app/3.2", "curl/7.88.1"];

    private static readonly string[] Statuses = ["200", "200", "200", "200", "200", "200", "304", "302", "404", "500"];

    /// <summary>The messages cut at their fields: text, field, text, field, text ...</summary>
    private static readonly string[][] Parts = [.. Messages.Select(message => message.Replace('}', '{').Split('{'))];

    private static readonly Zipf Frequencies = new(Messages.Length);

    private readonly StringBuilder line = new();
    private long now = 1_764_000_000_000;

    /// <summary>The next line, without its end.</summary>
    public byte[] NextLine()
    {
        now += chance.Between(1, 400);
        line.Clear();
        var time = DateTimeOffset.FromUnixTimeMilliseconds(now);
        line.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ss.fffZ} ");
        AppendMessage();
        return Encoding.UTF8.GetBytes(line.ToString());
    }

    /// <summary>A message without time; a few of these, drawn again and again, are a repetitive log.</summary>
    public byte[] NextMessage()
    {
        line.Clear();
        AppendMessage();
        return Encoding.UTF8.GetBytes(line.ToString());
    }

    private void AppendMessage()
    {
        var parts = Parts[Frequencies.Draw(chance)];
        for (var at = 0; at < parts.Length; at++)
        {
            if (at % 2 == 0) line.Append(parts[at]);
            else AppendField(parts[at]);
        }
    }

    private void AppendField(string field) => _ = field switch
    {
        "n" => line.Append(chance.Below(100)),
        "ms" => line.Append((int)Math.Pow(10, chance.Share() * 4)),
        "size" => line.Append((int)Math.Pow(10, chance.Share() * 6)),
        "id" => line.Append(chance.Between(1_000_000, 9_999_999)),
        "port" => line.Append(chance.Between(1024, 65_535)),
        "amount" => line.Append(chance.Between(1, 900)).Append('.').Append(chance.Between(10, 99)),
        "hex" => Hex(8),
        "uuid" => Uuid(),
        "ip" => line.Append(CultureInfo.InvariantCulture, $"192.0.2.{chance.Below(256)}"),
        "host" => line.Append("node-").Append(chance.Between(1, 24)),
        "user" => line.Append(chance.Of(Users)).Append(chance.Below(400)),
        "path" => line.Append(chance.Of(Paths)),
        "agent" => line.Append(chance.Of(Agents)),
        "status" => line.Append(chance.Of(Statuses)),
        _ => throw new InvalidOperationException($"No message knows a field {field}."),
    };

    private StringBuilder Uuid()
    {
        Hex(8).Append('-');
        Hex(4).Append('-');
        Hex(4).Append('-');
        Hex(4).Append('-');
        return Hex(12);
    }

    private StringBuilder Hex(int digits) =>
        line.Append(chance.Next().ToString("x16", CultureInfo.InvariantCulture).AsSpan(0, digits));
}
