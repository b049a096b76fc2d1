using System.Text;

namespace Driftlock.Benchmarks.Shared;

/// <summary>A table for the terminal: the first column to the left, all others to the right.</summary>
internal sealed class Table(params string[] head)
{
    private readonly List<string[]> rows = [head];

    public void Add(params string[] cells) => rows.Add(cells);

    public override string ToString()
    {
        var widths = head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(row[0].PadRight(widths[0]));
            for (var column = 1; column < row.Length; column++)
                text.Append("  ").Append(row[column].PadLeft(widths[column]));
            text.AppendLine();
        }

        return text.ToString();
    }
}
