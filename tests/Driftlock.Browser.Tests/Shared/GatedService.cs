using Driftlock.Testing.Databases;

namespace Driftlock.Browser.Tests.Shared;

/// <summary>A service whose database a test can take away.</summary>
public sealed class GatedService : RunningService
{
    private Gate? gate;

    /// <summary>From now on the database is away.</summary>
    public void Shut() => gate!.Shut();

    /// <summary>It is back.</summary>
    public void Open() => gate!.Open();

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (gate is not null) await gate.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override string WayTo(string database)
    {
        gate = new Gate(database);
        return gate.ConnectionString;
    }
}
