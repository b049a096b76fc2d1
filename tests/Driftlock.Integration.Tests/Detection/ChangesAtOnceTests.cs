using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What happens to a stream right before a change of it is saved.</summary>
public sealed class ChangesAtOnceTests : IAsyncLifetime
{
    private const string Entries =
        "select count(*) from shared.audit where action = 'detection.stream_changed'";

    private Node node = null!;
    private OrganizationId organization;

    public async Task InitializeAsync()
    {
        node = new Node(await MigratedDatabase.CreateAsync());
        organization = await node.NewOrganization();
        await node.Detect(organization, "app", "one");
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Theory]
    [InlineData("mine")]
    [InlineData("app")] // what it is called already
    public async Task Of_two_changes_the_one_that_was_overtaken_comes_after_the_other(string name)
    {
        var (answer, attempts) = await ChangeAsync(name, () => node.Send(
            new ChangeStream(organization, "app", "theirs", null, "test") { RetentionDays = 30 }));

        attempts.Should().Be(2);
        var stream = answer.Value!.Stream;
        (stream.Name, stream.RetentionDays).Should().Be((name, (short)30));
        var stored = (await node.Send(new GetStream(organization, "app"))).Value!.Stream;
        (stored.Name, stored.RetentionDays).Should().Be((name, (short)30));
        (await node.Count(Entries)).Should().Be(2);
    }

    [Fact]
    public async Task A_stream_that_is_deleted_meanwhile_is_not_there()
    {
        var (answer, _) = await ChangeAsync("app", () => node.Send(new DeleteStream(organization, "app", "test")));

        answer.Error.Should().Be(DetectionErrors.NoSuchStream);
        (await node.Count(Entries)).Should().Be(0);
    }

    private async Task<(Result<KnownStream> Answer, int Attempts)> ChangeAsync(string name, Func<Task> meanwhile)
    {
        Result<KnownStream>? answer = null;
        var reached = await Reached.InterruptedAsync(
            async () => answer = await node.Send(new ChangeStream(organization, "app", name, null, "test")),
            "change.allowed",
            meanwhile);
        return (answer!, reached.Count(point => point == "change.allowed"));
    }
}
