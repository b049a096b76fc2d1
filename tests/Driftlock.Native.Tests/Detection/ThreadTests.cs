using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;
using Driftlock.Testing.Inputs;

namespace Driftlock.Native.Tests.Detection;

/// <summary>Threads change nothing: not how many there are, nor which of them calls.</summary>
public sealed class ThreadTests : IDisposable
{
    private const int Streams = 8;
    private const int Threads = 8;
    private const int Rounds = 5;

    private readonly NativeScorer scorer = new();

    public void Dispose() => scorer.Dispose();

    [Fact]
    public async Task Eight_streams_in_parallel_answer_as_one_after_the_other()
    {
        var alone = Enumerable.Range(0, Streams).Select(Live).ToList();

        var together = await Task.WhenAll(Enumerable.Range(0, Streams)
            .Select(stream => Task.Factory.StartNew(
                () => Live(stream), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        foreach (var ((answers, state), expected) in together.Zip(alone))
        {
            answers.ShouldBe(expected.Answers);
            state.Should().Equal(expected.State);
        }
    }

    [Fact]
    public void One_stream_answers_the_same_from_changing_threads()
    {
        var (expected, state) = Live(stream: 1);
        using var model = scorer.Create(Options(1));
        var answers = new Answers();

        foreach (var part in Events(1).Chunk(50))
        {
            var thread = new Thread(() => answers.Push(model, part, learn: true, 0.1));
            thread.Start();
            thread.Join();
        }

        answers.ShouldBe(expected);
        model.Save().Should().Equal(state);
    }

    [Theory]
    [InlineData(DetectionMode.Anchored)]
    [InlineData(DetectionMode.Tracking)]
    public async Task Eight_threads_read_one_frozen_stream_at_once_each_as_if_alone(DetectionMode mode)
    {
        using var model = scorer.Create(Options(0) with { Mode = mode });
        _ = Answers.Of(model, Events(0));
        byte[][] judged = [.. new SyntheticEvents(EventKind.Log, 99).Take(200)];
        var expected = Read(model, judged);
        var seen = model.Describe().Events;

        var found = await AtOnce(() => Read(model, judged));

        foreach (var (answers, words, description) in found)
        {
            answers.ShouldBe(expected.Answers);
            words.Should().Equal(expected.Words);
            (description with { Events = seen }).Should().Be(expected.Description with { Events = seen });
        }

        model.Describe().Events.Should().Be(seen + (Threads * Rounds * judged.Length), "no event is lost in the crowd");
    }

    [Fact]
    public async Task A_state_that_is_saved_while_others_score_is_whole()
    {
        using var model = scorer.Create(Options(0));
        _ = Answers.Of(model, Events(0));
        byte[][] judged = [.. Events(3).Take(100)];
        var expected = Answers.Of(model, judged, learn: false);

        var states = await AtOnce(() =>
        {
            _ = Answers.Of(model, judged, eventsPerCall: 1, learn: false);
            return model.Save();
        });

        foreach (var state in states)
        {
            using var restored = scorer.Restore(state).Value!;
            Answers.Of(restored, judged, learn: false).ShouldBe(expected);
        }
    }

    /// <summary>The same done by eight threads that begin together; an exception of any of them is thrown.</summary>
    private static async Task<T[]> AtOnce<T>(Func<T> work)
    {
        using var start = new Barrier(Threads);
        var results = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return work();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        return await Task.WhenAll([.. results]);
    }

    /// <summary>Everything that reads, again and again; the core would refuse a reader that had to wait.</summary>
    private static (Answers Answers, List<WordCost> Words, StreamModelDescription Description) Read(
        IStreamModel model, byte[][] events)
    {
        var (answers, words) = (new Answers(), new List<WordCost>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var part in events.Chunk(7)) answers.Push(model, part, learn: false, 0.1);
            foreach (var text in events) words.AddRange(model.Explain(text));
            model.Save().Should().NotBeEmpty();
        }

        return (answers, words, model.Describe());
    }

    private static StreamModelOptions Options(int stream) => new(100 + stream);

    private static IEnumerable<byte[]> Events(int stream) =>
        new SyntheticEvents((EventKind)(stream % 7), (ulong)stream).Take(1200);

    private (Answers Answers, byte[] State) Live(int stream)
    {
        using var model = scorer.Create(Options(stream));
        return (Answers.Of(model, Events(stream), eventsPerCall: 10), model.Save());
    }
}
