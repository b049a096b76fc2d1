using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;

namespace Driftlock.Native.Tests.Detection;

/// <summary>Threads change nothing: not how many there are, nor which of them calls.</summary>
public sealed class ThreadTests : IDisposable
{
    private const int Streams = 8;

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

    private static StreamModelOptions Options(int stream) => new(100 + stream);

    private static IEnumerable<byte[]> Events(int stream) =>
        new SyntheticEvents((EventKind)(stream % 7), (ulong)stream).Take(1200);

    private (Answers Answers, byte[] State) Live(int stream)
    {
        using var model = scorer.Create(Options(stream));
        return (Answers.Of(model, Events(stream), eventsPerCall: 10), model.Save());
    }
}
