namespace Driftlock.Cli.Detection.Output;

/// <summary>The form in which findings leave. Everything goes to the terminal's buffered output.</summary>
internal interface IScanOutput : IDisposable
{
    /// <summary>Tells of one line.</summary>
    void Write(JudgedLine line);

    /// <summary>Tells the figures of the whole scan, if they are to be told here.</summary>
    void Summarize(ScanFigures figures);

    /// <summary>Ends the output, so that it is whole also when the scan was not.</summary>
    /// <param name="isComplete">Whether all was read and judged.</param>
    /// <param name="refusals">Why something was not.</param>
    void Finish(bool isComplete, IReadOnlyList<string> refusals);
}
