using System.Diagnostics;
using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;
using Driftlock.Testing.Inputs;

namespace Driftlock.Native.Tests.Detection;

/// <summary>What streams take: at most a mebibyte, little while they are young, nothing once they are gone.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests : IDisposable
{
    private readonly NativeScorer scorer = new();

    public void Dispose() => scorer.Dispose();

    [Fact]
    public void A_ready_stream_takes_at_most_a_mebibyte_all_included()
    {
        using var model = scorer.Create(new StreamModelOptions(4000));

        _ = Answers.Of(model, new SyntheticEvents(EventKind.Binary, 40).Take(6000));

        model.Describe().Should().Match<StreamModelDescription>(stream => stream.Ready && stream.StateBytes <= 1 << 20);
        model.Save().Length.Should().BeLessThanOrEqualTo(1 << 20);
    }

    [Fact]
    public void Ten_thousand_young_streams_take_less_than_a_gibibyte()
    {
        byte[][] events = [.. new SyntheticEvents(EventKind.Log, 41).Take(50)];
        var before = ResidentBytes();

        var streams = Enumerable.Range(0, 10_000).Select(_ => Taught(events)).ToList();

        (ResidentBytes() - before).Should().BeLessThan(1 << 30);
        streams.Sum(stream => stream.Describe().StateBytes).Should()
            .BeInRange(10_000 * Bytes(events), 10_000 * (16 << 10), "events are kept as they came");
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public void Streams_that_come_and_go_leave_nothing_behind()
    {
        byte[][] events = [.. new SyntheticEvents(EventKind.Log, 42).Take(100)];
        ComeAndGo(events, 50);
        var before = ResidentBytes();

        ComeAndGo(events, 800);

        // Each takes 640 KiB and its state as much again: half a gibibyte if either stayed.
        (ResidentBytes() - before).Should().BeLessThan(256 << 20);
    }

    [Fact]
    public void Streams_that_go_from_among_others_leave_no_holes()
    {
        NativeMemory.GiveLargeBlocksBack();
        using var model = scorer.Create(new StreamModelOptions(80));
        _ = Answers.Of(model, new SyntheticEvents(EventKind.Log, 43).Take(100));
        var state = model.Save();
        // What is freed once is what the C library would keep from then on.
        scorer.Restore(state).Value!.Dispose();
        var streams = Enumerable.Range(0, 400).Select(_ => scorer.Restore(state).Value!).ToList();
        var before = ResidentBytes();

        foreach (var stream in streams.Where((_, place) => place % 2 == 0)) stream.Dispose();

        // Each takes 640 KiB, most of it in blocks that are large: these 200 make 125 MiB.
        (before - ResidentBytes()).Should().BeGreaterThan(64 << 20);
        foreach (var stream in streams.Where((_, place) => place % 2 == 1)) stream.Dispose();
    }

    private IStreamModel Taught(byte[][] events)
    {
        var model = scorer.Create(new StreamModelOptions(400));
        _ = Answers.Of(model, events);
        return model;
    }

    private static long Bytes(byte[][] events) => events.Sum(text => (long)text.Length);

    private void ComeAndGo(byte[][] events, int times)
    {
        for (var time = 0; time < times; time++)
        {
            using var model = scorer.Create(new StreamModelOptions(80));
            _ = Answers.Of(model, events);
            var state = model.Save();
            scorer.Restore(state).Value?.Dispose();
            state[^1] ^= 1;
            scorer.Restore(state).IsSuccess.Should().BeFalse();
        }
    }

    private static long ResidentBytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}

/// <summary>Tests that measure the process, and so run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
