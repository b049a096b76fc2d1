namespace Driftlock.Cli.Detection.Remote;

/// <summary>Of a stream what people call it.</summary>
/// <param name="Slug">Its name in addresses.</param>
internal sealed record NamedStream(string Slug);
