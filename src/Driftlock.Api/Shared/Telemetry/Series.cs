using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Driftlock.Api.Shared.Telemetry;

/// <summary>One instrument with one set of labels.</summary>
internal abstract class Series
{
    protected Lock Turn { get; } = new();

    public static Series Of(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        if (kind == typeof(Histogram<>)) return new Buckets(BoundsOf(instrument));
        // What adds up in itself is added here; what is observed is told as a whole.
        return kind == typeof(Counter<>) || kind == typeof(UpDownCounter<>) ? new Sum() : new Last();
    }

    public abstract void Take(double value);

    public abstract void WriteTo(StringBuilder text, string name, string labels);

    private static double[] BoundsOf(Instrument instrument) =>
        instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } ? [.. advised] : Buckets.Usual;

    private static void WriteLine(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private sealed class Sum : Series
    {
        private double sum;

        public override void Take(double value)
        {
            lock (Turn) sum += value;
        }

        public override void WriteTo(StringBuilder text, string name, string labels)
        {
            lock (Turn) WriteLine(text, name, labels, sum);
        }
    }

    private sealed class Last : Series
    {
        private double last;

        public override void Take(double value)
        {
            lock (Turn) last = value;
        }

        public override void WriteTo(StringBuilder text, string name, string labels)
        {
            lock (Turn) WriteLine(text, name, labels, last);
        }
    }

    private sealed class Buckets(double[] bounds) : Series
    {
        /// <summary>Seconds, from what a cache answers to what nobody waits for.</summary>
        public static readonly double[] Usual = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

        private readonly long[] counts = new long[bounds.Length + 1];
        private double sum;

        public override void Take(double value)
        {
            var bucket = Array.FindIndex(bounds, bound => value <= bound);
            lock (Turn)
            {
                counts[bucket < 0 ? bounds.Length : bucket]++;
                sum += value;
            }
        }

        public override void WriteTo(StringBuilder text, string name, string labels)
        {
            lock (Turn)
            {
                var (count, separator) = (0L, labels.Length > 0 ? "," : "");
                for (var i = 0; i <= bounds.Length; i++)
                {
                    count += counts[i];
                    var bound = i < bounds.Length ? bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                    WriteLine(text, $"{name}_bucket", $"{labels}{separator}le=\"{bound}\"", count);
                }

                WriteLine(text, $"{name}_sum", labels, sum);
                WriteLine(text, $"{name}_count", labels, count);
            }
        }
    }
}
