namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// Keys that are derived from the secrets of the installation's configuration, so that a copy of the database alone opens
/// nothing. Each purpose has keys of its own.
/// </summary>
internal interface IInstallationSecrets
{
    /// <summary>The newest version.</summary>
    int Newest { get; }

    /// <summary>A key of 32 bytes, or none if that version is configured no more.</summary>
    byte[]? KeyFor(string purpose, int version);
}
