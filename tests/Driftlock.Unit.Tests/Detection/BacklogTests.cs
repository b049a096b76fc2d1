using Driftlock.Cli.Detection.Push;
using Driftlock.Cli.Shared.Service;

namespace Driftlock.Unit.Tests.Detection;

public sealed class BacklogTests : IDisposable
{
    private const int Limit = 2000;

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("driftlock-spool-");
    private readonly Spool spool;
    private readonly Backlog backlog;

    public BacklogTests()
    {
        spool = Spool.Open(root.FullName, "app", new ServiceAccess(new Uri("http://localhost/"), "k"), Limit).Value!;
        backlog = new Backlog(spool);
    }

    public void Dispose()
    {
        spool.Dispose();
        root.Delete(recursive: true);
    }

    [Fact]
    public async Task The_oldest_goes_first_and_none_is_left_when_all_is_read()
    {
        var waiting = backlog.OldestAsync(CancellationToken.None);
        waiting.IsCompleted.Should().BeFalse();
        Add(1);
        Add(2);
        backlog.Complete();

        LineOf(await waiting).Should().Be(1);
        LineOf(await backlog.OldestAsync(CancellationToken.None)).Should().Be(1);
        backlog.RemoveOldest();
        LineOf(await backlog.OldestAsync(CancellationToken.None)).Should().Be(2);
        backlog.SetOldestAside();
        (await backlog.OldestAsync(CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Reading_waits_for_a_service_that_takes_and_not_for_one_that_is_away()
    {
        foreach (var number in Enumerable.Range(1, Backlog.MostAhead)) Add(number);

        var room = MakeRoomAsync(1, waits: false);
        room.IsCompleted.Should().BeFalse();
        backlog.IsAway = true;

        (await room).Should().BeTrue();
    }

    [Fact]
    public async Task A_file_is_not_read_on_into_a_full_spool_while_the_service_is_away()
    {
        Add(1);
        backlog.IsAway = true;

        (await MakeRoomAsync(Limit, waits: false)).Should().BeFalse();
    }

    [Fact]
    public async Task A_pipe_waits_until_the_full_spool_has_room_and_says_so_once()
    {
        var told = 0;
        Add(1);
        backlog.IsAway = true;

        var room = MakeRoomAsync(Limit, waits: true, () => told++);
        backlog.IsAway = true;
        room.IsCompleted.Should().BeFalse();
        backlog.RemoveOldest();

        (await room).Should().BeTrue();
        told.Should().Be(1);
    }

    [Fact]
    public void Who_does_not_wait_is_told_whether_there_was_room()
    {
        var label = new BatchLabel("key", false, "text/plain", "-", 1, 0, 1);

        backlog.TryAdd(label, new byte[Limit]).Should().BeTrue("one batch always has room");
        backlog.TryAdd(label, new byte[10]).Should().BeFalse();
        backlog.Count.Should().Be(1);
        backlog.RemoveOldest();

        backlog.TryAdd(label, new byte[10]).Should().BeTrue();
    }

    [Fact]
    public void What_is_smaller_does_not_pass_what_found_no_room()
    {
        const int Larger = 2 * Limit / 5;
        var label = new BatchLabel("key", false, "text/plain", "-", 1, 0, 1);
        backlog.TryAdd(label, new byte[100]).Should().BeTrue();
        backlog.TryAdd(label, new byte[100]).Should().BeTrue();

        backlog.TryAdd(label, new byte[Limit / 2]).Should().BeTrue();
        backlog.TryAdd(label, new byte[Larger]).Should().BeFalse();
        backlog.TryAdd(label, new byte[1]).Should().BeFalse("there is room for it, and it stands behind what had none");
        backlog.RemoveOldest();
        backlog.TryAdd(label, new byte[1]).Should().BeFalse("there is still no room for the larger one");
        backlog.RemoveOldest();
        spool.HasRoomFor(Larger).Should().BeTrue();

        backlog.TryAdd(label, new byte[1]).Should().BeTrue();
        spool.HasRoomFor(Larger).Should().BeFalse();
        backlog.TryAdd(label, new byte[1]).Should().BeTrue("nobody waits for that much room any more");
    }

    [Fact]
    public async Task Nobody_waits_for_room_when_the_end_is_wanted()
    {
        foreach (var number in Enumerable.Range(1, Backlog.MostAhead)) Add(number);
        using var ending = new CancellationTokenSource();
        var room = MakeRoomAsync(1, waits: true, ending: ending.Token);
        var full = MakeRoomAsync(Limit, waits: true, ending: ending.Token);

        await ending.CancelAsync();

        (await room).Should().BeTrue("what was read is kept");
        (await full).Should().BeFalse();
    }

    private Task<bool> MakeRoomAsync(
        long bytes, bool waits, Action? full = null, CancellationToken ending = default) =>
        backlog.MakeRoomAsync(bytes, waits, full ?? (() => { }), ending);

    private void Add(int number) => backlog.Add(new BatchLabel($"{number}", false, "text/plain", "-", number, 0, 1), new byte[10]);

    private static long LineOf(SpooledBatch? batch) => Spool.Load(batch!).Value.Label.FirstLine;
}
