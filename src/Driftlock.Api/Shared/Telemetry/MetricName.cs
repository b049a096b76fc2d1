using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Driftlock.Api.Shared.Telemetry;

/// <summary>What an instrument is called in the text format of Prometheus.</summary>
internal static class MetricName
{
    public static string Of(Instrument instrument)
    {
        var name = Plain(instrument.Name);
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return TypeOf(instrument) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static string TypeOf(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        if (kind == typeof(Histogram<>)) return "histogram";
        return kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter" : "gauge";
    }

    /// <summary><c>a="1",b="2"</c>, in the order of the names.</summary>
    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";

        var sorted = tags.ToArray();
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var text = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            var written = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            if (text.Length > 0) text.Append(',');
            text.Append(Plain(name)).Append("=\"")
                .Append(Escape(written).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }

    /// <summary>A text within a line of the format.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Plain(string name) => string.Create(name.Length, name, (plain, from) =>
    {
        for (var i = 0; i < plain.Length; i++) plain[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });
}
