using System.Runtime.Versioning;
using Driftlock.Cli.Detection.Push;
using Driftlock.Cli.Shared.Service;

namespace Driftlock.Unit.Tests.Detection;

[SupportedOSPlatform("linux")]
public sealed class SpoolTests : IDisposable
{
    private static readonly ServiceAccess Access = new(new Uri("http://localhost/"), "dlk_test_one");

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("driftlock-spool-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void What_was_kept_is_found_by_the_next_process_in_its_order()
    {
        using (var spool = Open())
        {
            foreach (var number in Enumerable.Range(1, 12)) spool.Keep(Label(number), [(byte)number, (byte)'\n']);
        }

        using var next = Open();

        var found = next.Found.Select(batch => Spool.Load(batch).Value).ToList();
        found.Select(batch => batch.Label).Should().Equal(Enumerable.Range(1, 12).Select(Label));
        found.Select(batch => batch.Content[0]).Should().Equal(Enumerable.Range(1, 12).Select(number => (byte)number));
    }

    [Fact]
    public void What_was_removed_or_set_aside_is_not_found_and_no_name_is_given_twice()
    {
        using (var spool = Open())
        {
            spool.Remove(spool.Keep(Label(1), [1]));
            spool.SetAside(spool.Keep(Label(2), [2]));
        }

        using var next = Open();
        next.Found.Should().BeEmpty();
        var third = next.Keep(Label(3), [3]);

        Path.GetFileName(third.Path).Should().Be("0000000000000003.batch");
        File.Exists(Path.Combine(next.Folder, "0000000000000002.refused")).Should().BeTrue();
    }

    [Fact]
    public void What_a_process_did_not_finish_is_gone_and_the_rest_is_whole()
    {
        using (var spool = Open()) spool.Keep(Label(1), [1]);
        var folder = Directory.EnumerateDirectories(root.FullName).Single();
        File.WriteAllText(Path.Combine(folder, "0000000000000002.tmp"), "{\"key\":");

        using var next = Open();

        next.Found.Should().ContainSingle();
        Directory.EnumerateFiles(folder, "*.tmp").Should().BeEmpty();
    }

    [Fact]
    public void Its_files_and_folders_are_for_their_owner_alone()
    {
        using var spool = Open();

        var batch = spool.Keep(Label(1), [1]);

        File.GetUnixFileMode(batch.Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(spool.Folder).Should().Be(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void One_process_has_it_and_others_have_others()
    {
        using var spool = Open();

        Spool.Open(root.FullName, "app", Access).Error!.Message.Should().StartWith("Another driftlock sends to app");
        using var stream = Spool.Open(root.FullName, "web", Access).Value!;
        using var key = Spool.Open(root.FullName, "app", new ServiceAccess(Access.Address, "dlk_test_two")).Value!;
        using var address = Spool.Open(root.FullName, "app", new ServiceAccess(new Uri("http://other/"), Access.Key)).Value!;

        new[] { spool, stream, key, address }.Select(one => one.Folder).Should().OnlyHaveUniqueItems();
        key.Keep(Label(1), [1]);
        spool.Others("app").Should().Equal(key.Folder);
        key.Folder.Should().NotContain("two");
    }

    [Fact]
    public void It_is_full_at_its_limit_and_has_room_again_when_something_leaves()
    {
        using var spool = Spool.Open(root.FullName, "app", Access, largestSize: 1000).Value!;
        spool.HasRoomFor(5000).Should().BeTrue("a batch alone is always taken");
        var batch = spool.Keep(Label(1), new byte[500]);

        spool.HasRoomFor(500).Should().BeFalse();
        spool.Remove(batch);

        spool.HasRoomFor(500).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no line")]
    [InlineData("{}\nrest")]
    [InlineData("null\nrest")]
    public void A_file_that_is_no_batch_is_named(string content)
    {
        using (var spool = Open()) spool.Keep(Label(1), [1]);
        var file = Directory.EnumerateFiles(root.FullName, "*.batch", SearchOption.AllDirectories).Single();
        File.WriteAllText(file, content);

        using var next = Open();

        Spool.Load(next.Found.Single()).Error!.Message.Should().StartWith($"{file} is damaged");
    }

    private Spool Open() => Spool.Open(root.FullName, "app", Access).Value!;

    private static BatchLabel Label(int number) => new($"key-{number}", false, "text/plain", "app.log", number, 0, 1);
}
