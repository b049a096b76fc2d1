using System.Text;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Oracle;
using Driftlock.Native.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Native.Tests.Detection;

/// <summary>Core and oracle find the same shapes, above all where one rule ends and the next begins.</summary>
public sealed class ShapeAgreementTests
{
    private const ulong Seed = 20_261_121;

    /// <summary>What the rules ask for, and what they only just do not.</summary>
    private static readonly string[][] Tokens =
    [
        ["12", "-1.5", "+.5", "5.", ".", "1e3", "1e999", "inf", "0x10", "10:00:01", "2026-11-20T10:00:00Z", "12ms"],
        ["a=1", "b=", "=c", "d.e-f_g=x=y", "größe=1", "9=9", "{", "}", "{a}", "word", "other"],
        ["E5", "E22", "E11", "OPEN", "open", "a-b_c-1", "seventeen-letters", "x1"],
        ["GET", "alpha", "beta", "12", "10.0.0.1", "(", ":", "größe", "\v", "\f", "\u0085"],
    ];

    private static readonly Gen<string> Separator =
        Gen.Frequency((12, Gen.Constant(" ")), (1, Gen.Elements("\t", ",", ";", "  ", "\n", "-")));

    [Fact]
    public void The_core_and_the_oracle_find_the_same_shapes()
    {
        var seen = new HashSet<EventShape>();
        Prop.ForAll(Arb.From(Streams()), stream =>
        {
            var events = stream.Select(Encoding.UTF8.GetBytes).ToList();
            var shape = Shapes.Of(events);
            seen.Add(shape);
            return ShapeByTheCore(events) == shape;
        }).Check(Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(Seed), null)).WithMaxTest(3000));

        seen.Should().HaveCount(5, "else the rules are not tried");
    }

    [Theory]
    [InlineData("a=x b=y c=z", EventShape.Record)]
    [InlineData("a=x b=y", EventShape.Text)]
    [InlineData("a=x b=y c=z word", EventShape.Record)]
    [InlineData("a=x b=y c=z word word", EventShape.Text)]
    [InlineData("2026-11-20 10:00:00 12.5", EventShape.Numeric)]
    [InlineData("2026-11-20 10:00:00 at 12.5", EventShape.Log)]
    [InlineData(" { any } ", EventShape.Record)]
    [InlineData("E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 open", EventShape.Session)]
    [InlineData("E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 E5 open", EventShape.Log)]
    [InlineData("words and words", EventShape.Text)]
    public void A_single_event_has_the_shape_that_a_reader_expects(string text, EventShape shape)
    {
        byte[][] events = [Encoding.UTF8.GetBytes(text)];

        ShapeByTheCore(events).Should().Be(shape);
        Shapes.Of(events).Should().Be(shape);
    }

    /// <summary>Up to 40 events of one to three different texts, most of them of the first.</summary>
    private static Gen<string[]> Streams() =>
        from vocabulary in Gen.Elements(Tokens)
        from texts in Gen.ArrayOf(Text(vocabulary), 3)
        from count in Gen.Choose(1, 40)
        from events in Gen.ArrayOf(
            Gen.Frequency((12, Gen.Constant(texts[0])), (1, Gen.Elements(texts)), (1, Text(vocabulary))), count)
        select events;

    private static Gen<string> Text(string[] vocabulary) =>
        from count in Gen.Choose(0, 6)
        from tokens in Gen.ArrayOf(Gen.Elements(vocabulary).Zip(Separator, string.Concat), count)
        from end in Gen.Elements(vocabulary)
        select string.Concat(tokens) + end;

    private static EventShape ShapeByTheCore(IReadOnlyCollection<byte[]> events)
    {
        using var core = new RawStream(baseline: events.Count);
        core.Push(events, explainAt: 0);
        NativeMethods.Describe(core.Stream, out var description).ThrowUnlessOk();
        return (EventShape)description.Shape;
    }
}
