using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Output;

/// <summary>The product's words for its values, as they stand in every output.</summary>
internal static class Names
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.High => "high",
        Severity.Medium => "medium",
        _ => "low",
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Learning => "learning",
        Verdict.Usual => "usual",
        Verdict.Unusual => "unusual",
        _ => "insufficient_calibration",
    };

    public static string Of(EventShape shape) => shape switch
    {
        EventShape.Log => "log lines",
        EventShape.Text => "free text",
        EventShape.Record => "records",
        EventShape.Session => "sessions of tokens",
        EventShape.Numeric => "numbers",
        _ => "not known yet",
    };
}
