namespace Driftlock.Cli.Shared.Service;

/// <summary>Where the service answers, and who asks. No record: that would print its key.</summary>
internal sealed class ServiceAccess(Uri address, string key)
{
    /// <summary>Ends with a slash, so that what is asked for stands behind all of it.</summary>
    public Uri Address { get; } = address;

    /// <summary>A secret: it goes into a header and nowhere else.</summary>
    public string Key { get; } = key;
}
