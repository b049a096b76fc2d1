using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>A cursor is good for its list alone, on every node; nobody makes one.</summary>
public sealed class CursorTests : IAsyncLifetime
{
    private const string Filter = "anomalies?status=open";
    private const string Position = "2026-11-20T12:00:00Z/7";

    private static readonly OrganizationId Own = OrganizationId.New(TimeProvider.System);

    private MigratedDatabase database = null!;
    private ServiceProvider services = null!;

    private ICursors Cursors => services.GetRequiredService<ICursors>();

    public async Task InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        services = MigratedDatabase.Services(database.ConnectionString);
    }

    public async Task DisposeAsync() => await services.DisposeAsync();

    [Fact]
    public void It_opens_to_the_position_that_was_sealed() =>
        Cursors.Open(Own, Filter, Cursors.Seal(Own, Filter, Position)).Value.Should().Be(Position);

    [Fact]
    public async Task It_opens_on_another_node()
    {
        var cursor = Cursors.Seal(Own, Filter, Position);
        await using var node = MigratedDatabase.Services(database.ConnectionString);

        node.GetRequiredService<ICursors>().Open(Own, Filter, cursor).Value.Should().Be(Position);
    }

    [Fact]
    public void It_opens_for_no_other_organization_or_filter()
    {
        var cursor = Cursors.Seal(Own, Filter, Position);

        Cursors.Open(OrganizationId.New(TimeProvider.System), Filter, cursor).Error.Should().Be(CursorErrors.Invalid);
        Cursors.Open(Own, "anomalies?status=resolved", cursor).Error.Should().Be(CursorErrors.Invalid);
    }

    [Fact]
    public void A_cursor_with_any_character_changed_is_refused()
    {
        var cursor = Cursors.Seal(Own, Filter, Position);

        for (var place = 0; place < cursor.Length; place++)
        {
            var changed = $"{cursor[..place]}{(cursor[place] == 'A' ? 'B' : 'A')}{cursor[(place + 1)..]}";
            var opened = Cursors.Open(Own, Filter, changed);
            // The last character of base64 can have bits that stand for nothing.
            if (opened.IsSuccess) place.Should().Be(cursor.Length - 1);
            else opened.Error.Should().Be(CursorErrors.Invalid);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not a cursor ~~~")]
    [InlineData("CfDJ8")]
    public void What_is_no_cursor_is_refused(string text) =>
        Cursors.Open(Own, Filter, text).Error.Should().Be(CursorErrors.Invalid);

    [Fact]
    public async Task What_serves_requests_cannot_read_the_keys()
    {
        await using var command = services.GetRequiredService<Database>().App.CreateCommand(
            "select content from shared.data_protection_keys");

        var reading = () => command.ExecuteScalarAsync();

        (await reading.Should().ThrowAsync<PostgresException>()).Which.SqlState
            .Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }
}
