using Driftlock.Domain.Keys;

namespace Driftlock.Application.Keys;

/// <summary>Keeps in mind when keys were last used, to the minute.</summary>
public interface IKeyUses
{
    /// <summary>A key was used. Costs nothing worth the name, and touches no database.</summary>
    void Note(ApiKeyId key, DateTimeOffset at);
}
