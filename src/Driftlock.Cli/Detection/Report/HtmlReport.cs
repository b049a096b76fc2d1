using System.Globalization;
using System.Net;
using System.Text;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection.Report;

/// <summary>A scan as one page that needs nothing but itself: no script, no request, light and dark.</summary>
internal sealed class HtmlReport
{
    // Of more, the words are folded away.
    private const int MostOpen = 5;

    private readonly StringBuilder page = new();
    private readonly ReportData data;
    private readonly ScanFigures figures;

    private HtmlReport(ReportData data, ScanFigures figures) => (this.data, this.figures) = (data, figures);

    public static void Write(Stream stream, ReportData data, ScanFigures figures) =>
        stream.Write(Encoding.UTF8.GetBytes(new HtmlReport(data, figures).Compose()));

    private static string Encode(string text) => WebUtility.HtmlEncode(SafeText.Of(text));

    private string Compose()
    {
        var title = figures.Flagged == 0 ? "Nothing unusual" : Wording.Count(figures.Flagged, "unusual line");
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="generator" content="Driftlock">
            <title>{title} – Driftlock</title>
            <style>
            {ReadStyle()}</style>
            </head>
            <body>
            <header>
            <h1>{title}</h1>
            <p>{Encode(Summary.Of(figures))}</p>
            </header>
            <main>

            """);
        var lines = data.Lines.ToLookup(line => line.Stream);
        foreach (var stream in data.Streams) Add(stream, [.. lines[stream]]);
        page.Append(CultureInfo.InvariantCulture, $"""
            </main>
            <footer>
            <p>The score is -log₂ p in bits: 10 bits are about 1 usual line in 1,000. p is the share of the lines a line is
            compared with that cost as much or more. Words are marked by their share of the line's bits.</p>
            </footer>
            </body>
            </html>

            """);
        return page.ToString();
    }

    private static string ReadStyle()
    {
        using var resource = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private void Add(ReportedStream stream, IReadOnlyList<ReportedLine> lines)
    {
        var shown = lines.Count == stream.Flagged ? "" : $" ({Wording.Count(lines.Count)} shown)";
        var picture = new TimelineSvg(stream, lines, figures.Alpha).Draw();
        page.Append(CultureInfo.InvariantCulture, $"""
            <section>
            <h2 id="stream-{stream.Number}">{Encode(stream.Name)}</h2>
            <p class="quiet">{Wording.Count(stream.Timeline.Lines, "line")}, {Wording.Count(stream.Taught)} taught, {Wording.Count(stream.Flagged)} unusual{shown}</p>
            <figure>
            {picture}<figcaption>Score of each line, in bits. Above the dashed line p ≤ {Wording.Probability(figures.Alpha)}; points are the unusual lines.</figcaption>
            </figure>

            """);
        foreach (var line in lines) Add(line, isOpen: figures.Flagged <= MostOpen);
        page.Append("</section>\n");
    }

    private void Add(ReportedLine line, bool isOpen)
    {
        var finding = line.Finding;
        page.Append(CultureInfo.InvariantCulture, $"""
            <article id="{line.Anchor}">
            <h3>Line {Wording.Count(finding.Line)}</h3>
            <p class="quiet">{Encode(Wording.Bits(finding))} · {Encode(Wording.Rarity(finding.Score))}</p>
            <pre>{string.Concat(line.Parts.Select(Marked))}</pre>
            <details{(isOpen ? " open" : "")}>
            <summary>Dearest words</summary>
            <table>
            <thead><tr><th>Word</th><th class="number">Bits</th><th class="number">As written</th><th>Share</th></tr></thead>
            <tbody>

            """);
        foreach (var word in line.Words)
        {
            var share = Math.Min(1, word.Bits / Math.Max(finding.Score.Bits, 1));
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr><td><code>{Encode(word.Text)}</code></td><td class="number">{word.Bits:0.0}</td><td class="number">{word.RawBits:0.0}</td><td><meter value="{share:0.###}">{share * 100:0} %</meter></td></tr>

                """);
        }

        page.Append("</tbody>\n</table>\n</details>\n</article>\n");
    }

    private static string Marked(TextPart part)
    {
        var text = WebUtility.HtmlEncode(part.Text);
        return part.Look switch
        {
            Look.MarkedStrong => $"<mark class=\"strong\">{text}</mark>",
            Look.Marked => $"<mark class=\"medium\">{text}</mark>",
            Look.MarkedWeak => $"<mark>{text}</mark>",
            _ => text,
        };
    }
}
