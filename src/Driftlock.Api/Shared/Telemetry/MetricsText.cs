using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Driftlock.Api.Shared.Telemetry;

/// <summary>
/// Keeps what the meters of the product, the server, the database's client and the runtime measure, and writes it in the
/// text format of Prometheus. Names and units are the meters' own: <c>a.b</c> in <c>s</c> is <c>a_b_seconds</c>.
/// </summary>
internal sealed class MetricsText : IDisposable
{
    private const int MostSeries = 4_000;

    private static readonly string[] Meters =
    [
        Application.Shared.Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql",
        "System.Runtime",
    ];

    private readonly ConcurrentDictionary<string, Family> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly Lock learning = new();
    private int kept;
    private long dropped;

    /// <summary>Listens from now on.</summary>
    public MetricsText()
    {
        listener.InstrumentPublished = (instrument, into) =>
        {
            if (!Meters.Contains(instrument.Meter.Name)) return;
            var family = families.GetOrAdd(MetricName.Of(instrument), _ => new Family(instrument));
            into.EnableMeasurementEvents(instrument, family);
        };
        listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => Keep(family, value, tags));
        listener.SetMeasurementEventCallback<short>((_, value, tags, family) => Keep(family, value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Keep(family, value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Keep(family, value, tags));
        listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Keep(family, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Keep(family, value, tags));
        listener.SetMeasurementEventCallback<decimal>((_, value, tags, family) => Keep(family, (double)value, tags));
        listener.Start();
    }

    /// <summary>Everything measured so far.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (name, family) in families.OrderBy(pair => pair.Key, StringComparer.Ordinal)) family.WriteTo(text, name);
        text.Append("# HELP driftlock_metrics_dropped_total Measurements of series beyond the limit.\n");
        text.Append("# TYPE driftlock_metrics_dropped_total counter\n");
        text.Append(CultureInfo.InvariantCulture, $"driftlock_metrics_dropped_total {Interlocked.Read(ref dropped)}\n");
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Keep(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var family = (Family)state!;
        var series = family.Find(tags) ?? Learn(family, tags);
        if (series is null) Interlocked.Increment(ref dropped);
        else series.Take(value);
    }

    // Rare, so one after the other: what is counted against the limit is what is there.
    private Series? Learn(Family family, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (learning)
        {
            var labels = MetricName.LabelsOf(tags);
            if (!family.Has(labels))
            {
                if (kept == MostSeries) return null;

                kept++;
            }

            return family.Add(tags, labels);
        }
    }

    /// <summary>All series of one name, which instruments of several meters may have.</summary>
    private sealed class Family(Instrument first)
    {
        private readonly ConcurrentDictionary<string, Series> series = new(StringComparer.Ordinal);

        // Labels are text to be made and sorted; most measurements come with tags that came before.
        private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> byTags = new(SameTags.InOrder);

        public Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>().TryGetValue(tags, out var found)
                ? found
                : null;

        public bool Has(string labels) => series.ContainsKey(labels);

        public Series Add(ReadOnlySpan<KeyValuePair<string, object?>> tags, string labels)
        {
            var added = series.GetOrAdd(labels, static (_, first) => Series.Of(first), first);
            return byTags.GetOrAdd(tags.ToArray(), added);
        }

        public void WriteTo(StringBuilder text, string name)
        {
            if (series.IsEmpty) return;

            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {MetricName.Escape(first.Description ?? "")}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {MetricName.TypeOf(first)}\n");
            foreach (var (labels, one) in series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                one.WriteTo(text, name, labels);
            }
        }
    }
}
