namespace Driftlock.Cli.Detection.Push;

/// <summary>What is to be sent where.</summary>
/// <param name="Stream">Slug or id of the stream.</param>
/// <param name="Inputs">Paths, or <c>-</c>; none where only what waits is to be sent.</param>
internal sealed record PushOrder(string Stream, IReadOnlyList<string> Inputs)
{
    /// <summary>What a record is.</summary>
    public RecordForm Form { get; init; }

    /// <summary>Whether the records are to be scored.</summary>
    public bool Detects { get; init; }

    /// <summary>Whether what looks binary is taken all the same.</summary>
    public bool TakesAnyBytes { get; init; }

    /// <summary>Whether the figures are told at the end.</summary>
    public bool IsSummarized { get; init; }

    /// <summary>Whether unusual events are no reason for another exit code.</summary>
    public bool ExitsZero { get; init; }
}
