using System.Text;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Native.Tests.Shared;

/// <summary>
/// Made-up streams. An event is drawn from the templates of its kind, the first ones more often: place
/// <c>below(below(count) + 1)</c>. In a template <c>#</c> is a decimal digit, <c>%</c> a hexadecimal one, <c>@</c> a
/// word and <c>~</c> any byte. Then one draw below 64 decides: 0 makes the event empty, 1 repeats it twenty times over,
/// 2 to 5 replace it by the event before, 6 to 9 replace a byte of it (place, then value) unless it is empty.
/// <c>native/model/tests/synthetic</c> does the same, so that both have the same golden digests.
/// </summary>
internal sealed class SyntheticEvents(EventKind kind, ulong seed)
{
    private const string Hexadecimal = "0123456789abcdef";

    private static readonly string[] Words =
        ["cart", "orders", "alpha", "größe", "east", "invoice", "日本", "beta"];

    private readonly Chance chance = new(seed);
    private byte[] before = [];

    public IEnumerable<byte[]> Take(int count) => Enumerable.Range(0, count).Select(_ => Next());

    public byte[] Next()
    {
        var templates = Templates(kind);
        var text = Fill(templates[Below(Below(templates.Length) + 1)]);
        before = Below(64) switch
        {
            0 => [],
            1 => [.. Enumerable.Repeat(text, 20).SelectMany(whole => whole)],
            >= 2 and <= 5 => before,
            >= 6 and <= 9 when text.Length > 0 => Mutate(text),
            _ => text,
        };
        return before;
    }

    private static string[] Templates(EventKind kind) => kind switch
    {
        EventKind.Log =>
        [
            "2026-11-20T10:##:##Z web-# GET /cart/### 200 ##ms",
            "2026-11-20T10:##:##Z web-# POST /orders 201 ##ms",
            "2026-11-20T10:##:##Z db-# connection from 10.#.##.## port 5####",
            "2026-11-20T10:##:##Z worker-# job %%%%%%%% of @ started",
            "2026-11-20T10:##:##Z worker-# job %%%%%%%% of @ finished",
            "2026-11-20T10:##:##Z auth session opened for user @",
            "2026-11-20T10:##:##Z auth ERROR: @ refused, code 0x%%%%",
        ],
        EventKind.Session =>
            ["E5 E22 E11 E9 E11 E9", "E5 E5 E22 E11 E9", "E22 E5 E5 E11 E9 E26 E26", "E5 E22 E5 E11 E#", "E5 E#3 E#"],
        EventKind.Json =>
        [
            """{"amount":##.##,"category":"@","id":"%%%%%%%%","ok":true}""",
            """{"amount":###.##,"category":"@","city":"@","ok":false}""",
            """{"amount":#####,"note":"@ @ @"}""",
        ],
        EventKind.Pairs =>
            ["level=info msg=@ port=#### took=##ms", "level=warn msg=slow ms=####", "level=error code=%%%% @=@ x= y=#"],
        EventKind.Text =>
            ["please send the @ to @", "we met @ at the @ and talked", "Sorry, I'll call @ later...", "@", "@!? @ (@)"],
        EventKind.Number => ["##.#", "##", "-#.##e#", "2026-11-20 10:##:##,##.#", "@"],
        _ => ["~~~~~~~~~~~~", "~", "@~@~#", "\0\0\n~~%%%%%%%\r\n", "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~", " \t-;"],
    };

    private byte[] Fill(string template) => [.. Encoding.UTF8.GetBytes(template).SelectMany(Fill)];

    private byte[] Fill(byte sign) => (char)sign switch
    {
        '#' => [(byte)('0' + Below(10))],
        '%' => [(byte)Hexadecimal[Below(16)]],
        '@' => Encoding.UTF8.GetBytes(Words[Below(Words.Length)]),
        '~' => [(byte)Below(256)],
        _ => [sign],
    };

    // The remainder, as the core's own tests draw it.
    private int Below(int bound) => (int)(chance.Next() % (ulong)bound);

    private byte[] Mutate(byte[] text)
    {
        var mutated = text.ToArray();
        var place = Below(text.Length);
        mutated[place] = (byte)Below(256);
        return mutated;
    }
}
