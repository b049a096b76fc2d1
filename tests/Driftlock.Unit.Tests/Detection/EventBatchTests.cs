using System.Text;
using Driftlock.Application.Detection;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Detection;

public sealed class EventBatchTests
{
    [Fact]
    public void Events_come_out_as_they_went_in_also_when_the_batch_is_used_again() =>
        Prop.ForAll<byte[][], byte[][]>((first, second) =>
        {
            var batch = new EventBatch();
            Fill(batch, first);
            batch.Clear();
            Fill(batch, second);

            return Events(batch).Zip(second).All(pair => pair.First.SequenceEqual(pair.Second))
                && batch.Count == second.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_flat_buffer_is_all_events_and_the_offsets_are_their_borders() =>
        Prop.ForAll<byte[][]>(events =>
        {
            var batch = new EventBatch();
            Fill(batch, events);

            var offsets = batch.Offsets.ToArray();
            return batch.Bytes.SequenceEqual(events.SelectMany(bytes => bytes).ToArray())
                && offsets.Length == events.Length + 1
                && offsets.Zip(offsets.Skip(1), (from, to) => (int)(to - from))
                    .SequenceEqual(events.Select(bytes => bytes.Length));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_event_may_be_empty()
    {
        var batch = new EventBatch();

        batch.Add([]);

        batch.Count.Should().Be(1);
        batch[0].IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void A_batch_ends_at_its_limit_of_events()
    {
        var batch = new EventBatch();
        for (var i = 0; i < EventBatch.MaximumEvents; i++) batch.Add([]);

        var add = () => batch.Add([]);

        batch.HasRoomFor(0).Should().BeFalse();
        add.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_batch_ends_at_its_limit_of_bytes()
    {
        var batch = new EventBatch();
        batch.Add(new byte[EventBatch.MaximumBytes - 1]);

        batch.HasRoomFor(1).Should().BeTrue();
        batch.HasRoomFor(2).Should().BeFalse();
        batch.HasRoomFor(int.MaxValue).Should().BeFalse();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void An_index_outside_is_a_bug(int index)
    {
        var batch = new EventBatch();
        batch.Add("one"u8);

        var read = () => batch[index].Length;

        read.Should().Throw<ArgumentOutOfRangeException>();
        Encoding.UTF8.GetString(batch[0]).Should().Be("one");
    }

    private static void Fill(EventBatch batch, byte[][] events)
    {
        foreach (var bytes in events) batch.Add(bytes);
    }

    private static IEnumerable<byte[]> Events(EventBatch batch) =>
        Enumerable.Range(0, batch.Count).Select(index => batch[index].ToArray());
}
