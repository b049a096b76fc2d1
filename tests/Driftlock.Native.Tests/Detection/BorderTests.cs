using System.Runtime.CompilerServices;
using System.Text;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;

namespace Driftlock.Native.Tests.Detection;

/// <summary>What the C interface answers to arguments that are not right: a status, and nothing is learned.</summary>
public sealed class BorderTests : IDisposable
{
    private readonly byte[] bytes = "one two three"u8.ToArray();
    private readonly NativeScore[] scores = new NativeScore[4];
    private readonly NativeWord[] words = new NativeWord[64];
    private readonly RawStream core = new(baseline: 1);

    public void Dispose() => core.Dispose();

    [Fact]
    public void A_missing_argument_is_named()
    {
        using var noStream = new StreamHandle();
        using var noWorkspace = new WorkspaceHandle();
        uint[] offsets = [0, 3];

        Push(noStream, core.Workspace, in bytes[0], in offsets[0], ref scores[0], ref words[0])
            .Should().Be(NativeStatus.Null);
        Push(core.Stream, noWorkspace, in bytes[0], in offsets[0], ref scores[0], ref words[0])
            .Should().Be(NativeStatus.Null);
        Push(core.Stream, core.Workspace, in Unsafe.NullRef<byte>(), in offsets[0], ref scores[0], ref words[0])
            .Should().Be(NativeStatus.Null);
        Push(core.Stream, core.Workspace, in bytes[0], in Unsafe.NullRef<uint>(), ref scores[0], ref words[0])
            .Should().Be(NativeStatus.Null);
        Push(core.Stream, core.Workspace, in bytes[0], in offsets[0], ref Unsafe.NullRef<NativeScore>(), ref words[0])
            .Should().Be(NativeStatus.Null);
        Push(core.Stream, core.Workspace, in bytes[0], in offsets[0], ref scores[0], ref Unsafe.NullRef<NativeWord>())
            .Should().Be(NativeStatus.Null);
        NativeMethods.SaveStream(noStream, out _).Should().Be(NativeStatus.Null);
        NativeMethods.Describe(noStream, out _).Should().Be(NativeStatus.Null);
        NativeMethods.Anchor(noStream, core.Workspace).Should().Be(NativeStatus.Null);
        NativeMethods.LoadStream(in Unsafe.NullRef<byte>(), 8, out _).Should().Be(NativeStatus.Null);
        NativeMethods.CreateStream(in Unsafe.NullRef<NativeOptions>(), out _).Should().Be(NativeStatus.Null);
        EventsSeen().Should().Be(0);
    }

    [Theory]
    [InlineData(new uint[] { 0, 3, 2 })]
    [InlineData(new uint[] { 5, 4, 13 })]
    [InlineData(new uint[] { 0, 3, 14 })]
    [InlineData(new uint[] { 0, 3, uint.MaxValue })]
    public void Offsets_that_descend_or_lead_outside_are_out_of_range(uint[] offsets)
    {
        var status = NativeMethods.Push(core.Stream, core.Workspace, in bytes[0], (ulong)bytes.Length, in offsets[0], 2,
            1, 0, ref scores[0], ref words[0], (ulong)words.Length, out _);

        status.Should().Be(NativeStatus.Range);
        EventsSeen().Should().Be(0, "arguments are checked before anything is learned");
    }

    [Fact]
    public void Too_little_room_for_words_is_noticed_before_anything_is_learned()
    {
        uint[] offsets = [0, 3, 7];

        NativeStatus Push(ulong room, uint explainAt) => NativeMethods.Push(core.Stream, core.Workspace, in bytes[0],
            (ulong)bytes.Length, in offsets[0], 2, 1, explainAt, ref scores[0], ref words[0], room, out _);

        Push(room: 31, explainAt: 1).Should().Be(NativeStatus.Space);
        EventsSeen().Should().Be(0);
        Push(room: 32, explainAt: 1).Should().Be(NativeStatus.Ok);
        Push(room: 0, explainAt: 0).Should().Be(NativeStatus.Ok);
        NativeMethods.Explain(core.Stream, core.Workspace, in bytes[0], (ulong)bytes.Length, ref words[0], 2, out _)
            .Should().Be(NativeStatus.Space);
    }

    [Theory]
    [InlineData(0u, 0u, 0u)]
    [InlineData((1u << 20) + 1, 0u, 0u)]
    [InlineData(10u, 6u, 0u)]
    [InlineData(10u, 0u, 3u)]
    public void Options_out_of_their_range_are_refused(uint baseline, uint shape, uint mode)
    {
        var status = NativeMethods.CreateStream(new NativeOptions(baseline, shape, mode), out var stream);
        using (stream)
        {
            status.Should().Be(NativeStatus.Range);
            stream.IsInvalid.Should().BeTrue();
        }
    }

    [Fact]
    public void Options_of_another_size_are_refused()
    {
        uint[] options = [20, 10, 0, 0, 0];

        NativeMethods.CreateStream(in Unsafe.As<uint, NativeOptions>(ref options[0]), out _)
            .Should().Be(NativeStatus.Range);
    }

    [Fact]
    public void A_stream_that_was_taught_nothing_has_no_anchor()
    {
        NativeMethods.Anchor(core.Stream, core.Workspace).Should().Be(NativeStatus.Untaught);
        core.Push([[]], learn: false);
        NativeMethods.Anchor(core.Stream, core.Workspace).Should().Be(NativeStatus.Untaught);
    }

    [Fact]
    public void An_event_over_the_limit_counts_as_its_beginning_and_says_so()
    {
        var longest = new byte[1 << 20];
        core.Push([[]]);

        var (whole, _) = core.Push([longest], learn: false);
        var (cut, _) = core.Push([[.. longest, 1]], learn: false);

        whole[0].Flags.Should().Be((uint)ScoreFlags.None);
        cut[0].Flags.Should().Be((uint)ScoreFlags.Truncated);
        (cut[0].Bits, cut[0].P).Should().Be((whole[0].Bits, whole[0].P));
    }

    [Fact]
    public void Any_bytes_are_an_event()
    {
        byte[][] events =
        [
            [], [0], [0xC3], [0xFF, 0xFE, 0, (byte)'\n'], new byte[70_000],
            [.. Enumerable.Range(0, 100_000).SelectMany(field => Encoding.ASCII.GetBytes($"f{field}={field} "))],
            [.. Enumerable.Range(0, 1 << 20).Select(at => (byte)(at % 2 == 0 ? 'x' : ' '))],
        ];
        core.Push([.. events, .. events]);

        foreach (var text in events)
        {
            var (judged, told) = core.Push([text], learn: true, explainAt: uint.MaxValue);
            judged[0].Words.Should().BeInRange(1, NativeMethods.WordsPerEvent);
            told.Should().OnlyContain(word => word.Start <= word.End && word.End <= text.Length);
        }
    }

    [Fact]
    public async Task A_stream_has_one_writer_at_a_time()
    {
        var slow = new byte[4 << 20];
        uint[] offsets = [0, 1 << 20, 2 << 20, 3 << 20, 4 << 20];
        var seen = new HashSet<NativeStatus>();

        NativeStatus Push() => NativeMethods.Push(core.Stream, core.Workspace, in slow[0], (ulong)slow.Length,
            in offsets[0], 4, 1, 0, ref scores[0], ref words[0], 0, out _);

        // A reader may be there first, so the writer tries until it is alone.
        var writer = Task.Run(() => SpinWait.SpinUntil(() => Push() is not NativeStatus.Busy));
        while (!writer.IsCompleted) seen.Add(NativeMethods.Describe(core.Stream, out _));
        await writer;

        seen.Should().Contain(NativeStatus.Busy).And.BeSubsetOf([NativeStatus.Busy, NativeStatus.Ok]);
        EventsSeen().Should().Be(4, "the writer was not disturbed");
    }

    [Fact]
    public async Task The_adapter_reports_a_second_writer_as_the_bug_that_it_is()
    {
        using var scorer = new NativeScorer();
        using var model = scorer.Create(new StreamModelOptions(100));
        var refusal = new TaskCompletionSource<InvalidOperationException>();

        void PushUntilOneIsRefused()
        {
            try
            {
                while (!refusal.Task.IsCompleted) Answers.Of(model, [new byte[1 << 16]]);
            }
            catch (InvalidOperationException e)
            {
                refusal.TrySetResult(e);
            }
        }

        await Task.WhenAll(Task.Run(PushUntilOneIsRefused), Task.Run(PushUntilOneIsRefused));

        (await refusal.Task).Message.Should().Contain("one writer");
        Answers.Of(model, [[]]).Scores.Should().ContainSingle("the model is as good as before");
    }

    [Fact]
    public void A_disposed_model_is_gone()
    {
        using var scorer = new NativeScorer();
        var model = scorer.Create(new StreamModelOptions(100));

        model.Dispose();
        model.Dispose();

        FluentActions.Invoking(model.Save).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => Answers.Of(model, [[]])).Should().Throw<ObjectDisposedException>();
    }

    private NativeStatus Push(
        StreamHandle stream,
        WorkspaceHandle workspace,
        in byte from,
        in uint offsets,
        ref NativeScore to,
        ref NativeWord wordsTo) => NativeMethods.Push(
            stream, workspace, in from, (ulong)bytes.Length, in offsets, 1, 1, 1, ref to, ref wordsTo, 16, out _);

    private ulong EventsSeen()
    {
        NativeMethods.Describe(core.Stream, out var description).Should().Be(NativeStatus.Ok);
        return description.Events;
    }
}
