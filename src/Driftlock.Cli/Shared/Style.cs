namespace Driftlock.Cli.Shared;

/// <summary>How a part of the output looks.</summary>
internal enum Look
{
    Plain,
    Heading,
    Quiet,
    MarkedWeak,
    Marked,
    MarkedStrong,
    Added,
    Removed,
    Good,
    Bad,
}

/// <summary>Looks as colours, or as signs where there are none.</summary>
internal sealed class Style(bool isColoured)
{
    public bool IsColoured { get; } = isColoured;

    public string Paint(string text, Look look)
    {
        if (text.Length == 0 || look == Look.Plain) return text;
        return IsColoured ? $"\e[{Code(look)}m{text}\e[0m" : Sign(text, look);
    }

    // Marks differ in weight, line and ground too, never in colour alone.
    private static string Code(Look look) => look switch
    {
        Look.Heading => "1",
        Look.Quiet => "2",
        Look.MarkedWeak => "4;33",
        Look.Marked => "1;4;31",
        Look.MarkedStrong => "1;97;41",
        Look.Added => "1;32",
        Look.Removed => "9;31",
        Look.Good => "32",
        Look.Bad => "1;31",
        _ => throw new ArgumentOutOfRangeException(nameof(look), look, "A look without a colour."),
    };

    private static string Sign(string text, Look look) => look switch
    {
        Look.MarkedWeak or Look.Marked or Look.MarkedStrong => $"»{text}«",
        Look.Added => $"{{+{text}+}}",
        Look.Removed => $"[-{text}-]",
        _ => text,
    };
}
