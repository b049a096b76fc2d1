using System.Globalization;
using System.Net;
using System.Text;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

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

    /// <summary>The page in UTF-8.</summary>
    public static byte[] Of(ReportData data, ScanFigures figures) =>
        Encoding.UTF8.GetBytes(new HtmlReport(data, figures).Compose());

    private static string Encode(string text) => WebUtility.HtmlEncode(SafeText.Of(text));

    private string Compose()
    {
        var title = Summary.Found(figures);
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
            <p>{Encode(Summary.Grounds(figures, isFolded: false))}</p>
            </header>
            <main>

            """);
        var lines = data.Lines.ToLookup(line => line.Stream);
        foreach (var stream in data.Streams) AddStream(stream, [.. lines[stream]]);
        page.Append(CultureInfo.InvariantCulture, $"""
            </main>
            <footer>
            <p>The score is -log₂ p in bits: 10 bits are about 1 usual line in 1,000. p is the share of the lines that a
            line is compared with that are as odd or odder. Words are marked by their share of the line's bits.</p>
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

    private void AddStream(ReportedStream stream, IReadOnlyList<ReportedLine> lines)
    {
        var counts = $"{Wording.Count(stream.Timeline.Lines, "line")}, {Wording.Count(stream.Taught)} taught";
        var found = $"{Wording.Count(stream.Flagged)} flagged; standing out: {Wording.Count(stream.StandingOut)}";
        var picture = new TimelineSvg(stream, lines, figures.Alpha).Draw();
        page.Append(CultureInfo.InvariantCulture, $"""
            <section>
            <h2 id="stream-{stream.Number}">{Encode(stream.Name)}</h2>
            <p class="quiet">{counts}, {found}</p>
            <figure>
            {picture}<figcaption>Score of each line, in bits. Above the dashed line p is at most
            {Rarity.Probability(figures.Alpha)}; points are the lines flagged, those in red stand out.</figcaption>
            </figure>

            """);
        AddGroups([.. lines.Where(line => line.StandsOut)]);
        AddRest([.. lines.Where(line => !line.StandsOut)], stream.Flagged - stream.StandingOut);
        page.Append("</section>\n");
    }

    /// <summary>What stands out, each group by its strongest line, the strongest group first.</summary>
    private void AddGroups(IReadOnlyList<ReportedLine> lines)
    {
        var groups = lines.GroupBy(line => line.Finding.GroupId)
            .Select(group => group.OrderByDescending(line => line.Finding.Attention.Surplus).ToList())
            .OrderByDescending(group => group[0].Finding.Attention.Surplus).ToList();
        var isOpen = groups.Count <= MostOpen;
        if (!isOpen) AddTable([.. groups.Select(group => group[0])]);
        foreach (var group in groups)
        {
            AddLine(group[0], isOpen);
            AddFolded($"{Wording.Count(group.Count - 1)} more like it", [.. group.Skip(1).OrderBy(Number)]);
        }
    }

    private void AddRest(IReadOnlyList<ReportedLine> lines, long flagged)
    {
        var shown = lines.Count == flagged ? "" : $" ({Wording.Count(lines.Count)} shown)";
        AddFolded($"{Wording.Count(flagged)} flagged at the rate that do not stand out{shown}", lines);
    }

    private void AddFolded(string title, IReadOnlyList<ReportedLine> lines)
    {
        if (lines.Count == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"<details class=\"folded\">\n<summary>{title}</summary>\n");
        foreach (var line in lines) AddLine(line, isOpen: false);
        page.Append("</details>\n");
    }

    private void AddTable(IReadOnlyList<ReportedLine> lines)
    {
        page.Append("""
            <table class="overview">
            <thead><tr>
            <th class="number">Line</th><th class="number">Score</th><th class="number">Bits</th>
            <th class="number">p</th><th>Text</th>
            </tr></thead>
            <tbody>

            """);
        foreach (var line in lines)
        {
            var (number, score) = (line.Finding.Line, line.Finding.Score);
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr>
                <td class="number"><a href="#{line.Anchor}">{number}</a></td>
                <td class="number">{score.Score:0.0}</td>
                <td class="number">{score.Bits:#,0}</td>
                <td class="number">{Rarity.Probability(score.PValue)}</td>
                <td><code>{string.Concat(line.Parts.Select(Marked))}</code></td>
                </tr>

                """);
        }

        page.Append("</tbody>\n</table>\n");
    }

    private void AddLine(ReportedLine line, bool isOpen)
    {
        var finding = line.Finding;
        page.Append(CultureInfo.InvariantCulture, $"""
            <article id="{line.Anchor}">
            <h3>Line {finding.Line}</h3>
            <p class="quiet">{Encode(Wording.Bits(finding))} · {Encode(Wording.Rare(finding.Score))}</p>
            <pre>{string.Concat(line.Parts.Select(Marked))}</pre>
            <details{(isOpen ? " open" : "")}>
            <summary>Dearest words</summary>
            <table class="words">
            <thead><tr>
            <th>Word</th><th class="number">Bits</th><th class="number">As written</th><th>Share</th>
            </tr></thead>
            <tbody>

            """);
        foreach (var word in line.Words) AddWord(word, word.Bits / Math.Max(finding.Score.Bits, 1));
        page.Append("</tbody>\n</table>\n</details>\n</article>\n");
    }

    private void AddWord(ReportedWord word, double share) => page.Append(CultureInfo.InvariantCulture, $"""
        <tr>
        <td><code>{Encode(word.Text)}</code></td>
        <td class="number">{Wording.Tenths(word.Bits)}</td>
        <td class="number">{Wording.Tenths(word.RawBits)}</td>
        <td><meter aria-label="share of the bits" value="{share:0.###}">{share * 100:0} %</meter></td>
        </tr>

        """);

    private static long Number(ReportedLine line) => line.Finding.Line;

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
