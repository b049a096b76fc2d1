namespace Driftlock.Domain.Shared;

/// <summary>Something that happened in an organization, past tense and flat: the published language of a module.</summary>
public interface IEvent
{
    /// <summary>The organization in which it happened.</summary>
    OrganizationId Organization { get; }
}

/// <summary>What has raised events since it was loaded. Saving writes them to the module's outbox.</summary>
public interface IRaisesEvents
{
    /// <summary>The events not yet saved, oldest first.</summary>
    IReadOnlyList<IEvent> Raised { get; }

    /// <summary>The id under which its events stay in the order in which they were raised.</summary>
    Guid Key { get; }

    /// <summary>For the one who saved them.</summary>
    void ForgetRaised();
}

/// <summary>What is changed as a whole, by its own rules, and saved as a whole.</summary>
public abstract class Aggregate<TId> : IRaisesEvents
    where TId : struct, ITypedId<TId>
{
    private readonly List<IEvent> raised = [];

    /// <summary>Its id.</summary>
    public required TId Id { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<IEvent> Raised => raised;

    /// <inheritdoc/>
    public Guid Key => Id.Value;

    /// <inheritdoc/>
    public void ForgetRaised() => raised.Clear();

    /// <summary>Says that something happened; others hear of it once the change is saved.</summary>
    protected void Raise(IEvent happened) => raised.Add(happened);
}
