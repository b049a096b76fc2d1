using System.Globalization;
using System.Text;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Inputs;

/// <summary>What a pool of events is made of.</summary>
public enum EventKind
{
    /// <summary>Log lines.</summary>
    Log,

    /// <summary>JSON objects, some nested.</summary>
    Json,

    /// <summary>Lines of key=value.</summary>
    Pairs,

    /// <summary>Tokens of a small vocabulary.</summary>
    Session,

    /// <summary>Sentences, also of other scripts.</summary>
    Text,

    /// <summary>Numbers, some behind a time.</summary>
    Number,

    /// <summary>Random bytes.</summary>
    Binary,
}

/// <summary>A few well-formed events of one kind, as the starting point of hostile ones.</summary>
public static class EventPool
{
    /// <summary>Every kind.</summary>
    public static readonly IReadOnlyList<EventKind> Kinds = Enum.GetValues<EventKind>();

    private static readonly string[] Words =
        ["the", "order", "was", "late", "again", "please", "größer", "été", "Ωμέγα", "日本語", "привет", "🙂", "l'an"];

    private static readonly string[] Keys =
        ["id", "user", "amount", "city", "ok", "tags", "Ünï", "a.b", "\\u0041", "time"];

    /// <summary>So many events of that kind.</summary>
    public static IReadOnlyList<byte[]> Of(EventKind kind, int count, Chance chance)
    {
        var log = new SyntheticLog(chance);
        return [.. Enumerable.Range(0, count).Select(_ => kind switch
        {
            EventKind.Log => log.NextLine(),
            EventKind.Json => Encoding.UTF8.GetBytes(Json(chance, depth: 0)),
            EventKind.Pairs => Join(" ", chance.Between(1, 12), () => $"{chance.Of(Keys)}={Value(chance)}"),
            EventKind.Session => Join(" ", chance.Between(3, 40), () => $"E{chance.Below(20)}"),
            EventKind.Text => Join(" ", chance.Between(1, 30), () => chance.Of(Words)),
            EventKind.Number => Join(",", 1, () => $"{(chance.OneIn(2) ? "2026-11-20 10:07," : "")}{Value(chance)}"),
            _ => Bytes(chance),
        })];
    }

    private static string Json(Chance chance, int depth)
    {
        var fields = Enumerable.Range(0, chance.Below(8)).Select(_ => chance.OneIn(6) && depth < 4
            ? $"\"{chance.Of(Keys)}\":{Json(chance, depth + 1)}"
            : $"\"{chance.Of(Keys)}\":{JsonValue(chance)}");
        return $"{{{string.Join(',', fields)}}}";
    }

    private static string JsonValue(Chance chance) => chance.Below(5) switch
    {
        0 => "null",
        1 => chance.OneIn(2) ? "true" : "false",
        2 => $"\"{chance.Of(Words)} {chance.Of(Words)}\"",
        3 => $"[{Value(chance)},{Value(chance)}]",
        _ => Value(chance),
    };

    private static string Value(Chance chance) => chance.Below(4) switch
    {
        0 => chance.Below(1000).ToString(CultureInfo.InvariantCulture),
        1 => (Math.Pow(10, chance.Between(-5, 15)) * chance.Share()).ToString(CultureInfo.InvariantCulture),
        2 => chance.Next().ToString("x", CultureInfo.InvariantCulture),
        _ => chance.Next().ToString(CultureInfo.InvariantCulture),
    };

    private static byte[] Join(string separator, int count, Func<string> part) =>
        Encoding.UTF8.GetBytes(string.Join(separator, Enumerable.Range(0, count).Select(_ => part())));

    private static byte[] Bytes(Chance chance)
    {
        var bytes = new byte[chance.Below(200)];
        for (var at = 0; at < bytes.Length; at++) bytes[at] = (byte)chance.Next();
        return bytes;
    }
}
