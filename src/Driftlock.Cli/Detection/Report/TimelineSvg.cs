using System.Globalization;
using System.Text;

namespace Driftlock.Cli.Detection.Report;

/// <summary>Draws a timeline: each column from its lowest to its highest score, the unusual lines as points.</summary>
internal sealed class TimelineSvg(ReportedStream stream, IReadOnlyList<ReportedLine> lines, double alpha)
{
    private const double Left = 34;
    private const double Width = 1000;
    private const double Top = 12;
    private const double Height = 190;
    private const double Bottom = Top + Height;
    private const double Room = 1.1;

    private readonly Timeline timeline = stream.Timeline;
    private readonly double level = -Math.Log2(alpha);
    private readonly StringBuilder svg = new();
    private double highest;

    public string Draw()
    {
        highest = Math.Max(level * 2, Peak() * Room);
        Add($"<svg viewBox=\"0 0 {Left + Width + 6} {Bottom + 22}\"");
        Add($" role=\"group\" aria-labelledby=\"stream-{stream.Number}\">");
        DrawTaught();
        DrawAxis();
        DrawScores();
        foreach (var line in lines) DrawPoint(line);
        Add($"</svg>");
        return svg.ToString();
    }

    private double Peak()
    {
        var peak = 0.0;
        for (var index = 0; index < timeline.Count; index++)
            if (timeline[index].High > peak) peak = timeline[index].High;
        return peak;
    }

    private double X(double line) => Left + (Width * line / Math.Max(timeline.Lines, 1));

    private double Y(double score) => Bottom - (Height * score / highest);

    private void DrawTaught()
    {
        if (stream.Taught == 0) return;
        var width = X(stream.Taught) - Left;
        Add($"<rect class=\"taught\" x=\"{Left}\" y=\"{Top}\" width=\"{width:0.##}\" height=\"{Height}\"/>");
        Add($"<text x=\"{Left + 6}\" y=\"{Top + 14}\">taught</text>");
    }

    private void DrawAxis()
    {
        Add($"<path class=\"axis\" d=\"M{Left} {Bottom}H{Left + Width}\"/>");
        Add($"<path class=\"level\" d=\"M{Left} {Y(level):0.##}H{Left + Width}\"/>");
        var step = NiceStep(highest / 4);
        for (var score = 0.0; score < highest; score += step)
            Add($"<text x=\"{Left - 6}\" y=\"{Y(score) + 4:0.##}\" text-anchor=\"end\">{score:0.##}</text>");
        Add($"<text x=\"{Left}\" y=\"{Bottom + 16}\">line 1</text>");
        Add($"<text x=\"{Left + Width}\" y=\"{Bottom + 16}\" text-anchor=\"end\">line {timeline.Lines}</text>");
    }

    private void DrawScores()
    {
        svg.Append("<path class=\"scores\" d=\"");
        var step = 'M';
        for (var index = 0; index < timeline.Count; index++)
        {
            var (low, high) = timeline[index];
            if (double.IsNaN(low)) continue;
            var x = X((index + 0.5) * timeline.LinesPerColumn);
            svg.Append(CultureInfo.InvariantCulture, $"{step}{x:0.##} {Y(low):0.##}");
            if (high > low) svg.Append(CultureInfo.InvariantCulture, $"V{Y(high):0.##}");
            step = 'L';
        }

        svg.Append("\"/>\n");
    }

    private void DrawPoint(ReportedLine line)
    {
        var (number, score) = (line.Finding.Line, line.Finding.Score.Score);
        Add($"<a href=\"#{line.Anchor}\" aria-label=\"Line {number}, score {score:0.#}\">");
        var look = line.StandsOut ? "flag" : "flag rest";
        var radius = line.StandsOut ? 4 : 3;
        Add($"<circle class=\"{look}\" cx=\"{X(number - 0.5):0.##}\" cy=\"{Y(score):0.##}\" r=\"{radius}\"");
        Add($" data-line=\"{number}\" data-score=\"{score:R}\">");
        Add($"<title>Line {number}, score {score:0.#}</title></circle></a>");
    }

    private static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
    }

    private void Add(FormattableString element) =>
        svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
