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
    private long kept;
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

    private void Keep(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (series, labels) = (((Family)family!).Series, MetricName.LabelsOf(tags));
        if (!series.TryGetValue(labels, out var found))
        {
            if (Interlocked.Increment(ref kept) > MostSeries)
            {
                Interlocked.Decrement(ref kept);
                Interlocked.Increment(ref dropped);
                return;
            }

            found = series.GetOrAdd(labels, Series.Of(((Family)family).First));
        }

        found.Take(value);
    }

    /// <summary>All series of one name, which instruments of several meters may have.</summary>
    private sealed record Family(Instrument First)
    {
        public ConcurrentDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);

        public void WriteTo(StringBuilder text, string name)
        {
            if (Series.IsEmpty) return;

            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {MetricName.Escape(First.Description ?? "")}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {MetricName.TypeOf(First)}\n");
            foreach (var (labels, series) in Series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                series.WriteTo(text, name, labels);
            }
        }
    }
}
