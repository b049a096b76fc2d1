namespace Driftlock.Application.Shared;

/// <summary>
/// A row with these unique values was there already: what the aggregate could not know, because another request wrote it in
/// the same moment. A use case that can name the refusal catches it.
/// </summary>
public sealed class UniqueViolationException : Exception
{
    /// <summary>For the adapter, with what the database said.</summary>
    public UniqueViolationException(string constraint, Exception inner)
        : base($"The unique constraint {constraint} was broken.", inner) => Constraint = constraint;

    /// <summary>Name of the constraint.</summary>
    public string Constraint { get; }
}
