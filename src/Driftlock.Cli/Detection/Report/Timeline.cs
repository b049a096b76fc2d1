namespace Driftlock.Cli.Detection.Report;

/// <summary>The lowest and the highest score of the lines that share a column; NaN if none has one.</summary>
internal readonly record struct Column(double Low, double High);

/// <summary>
/// The scores of any number of lines in a bounded number of columns: when there are too many, two become one. A column
/// keeps its lowest and highest score, so no peak is lost.
/// </summary>
internal sealed class Timeline
{
    /// <summary>Most columns; about the pixels that the picture is wide.</summary>
    public const int MostColumns = 1000;

    private readonly Column[] columns = new Column[MostColumns];

    /// <summary>Lines that a column stands for.</summary>
    public long LinesPerColumn { get; private set; } = 1;

    /// <summary>The last line so far.</summary>
    public long Lines { get; private set; }

    public int Count => (int)((Lines + LinesPerColumn - 1) / LinesPerColumn);

    public Column this[int index] => columns[index];

    /// <summary>Adds the next line; one that taught has no score.</summary>
    public void Add(double? score)
    {
        if (Lines == MostColumns * LinesPerColumn) Halve();
        var index = (int)(Lines / LinesPerColumn);
        if (Lines % LinesPerColumn == 0) columns[index] = new Column(double.NaN, double.NaN);
        if (score is { } value) columns[index] = Join(columns[index], new Column(value, value));
        Lines++;
    }

    private static Column Join(Column one, Column other)
    {
        if (double.IsNaN(one.Low)) return other;
        if (double.IsNaN(other.Low)) return one;
        return new Column(Math.Min(one.Low, other.Low), Math.Max(one.High, other.High));
    }

    private void Halve()
    {
        for (var index = 0; index < MostColumns / 2; index++)
            columns[index] = Join(columns[2 * index], columns[(2 * index) + 1]);
        LinesPerColumn *= 2;
    }
}
