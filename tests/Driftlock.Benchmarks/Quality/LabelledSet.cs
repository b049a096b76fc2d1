using System.Text.Json;

namespace Driftlock.Benchmarks.Quality;

/// <summary>An event to be scored. What it is, the detector is never shown.</summary>
/// <param name="Text">The event.</param>
/// <param name="Anomalous">Whether it is an anomaly.</param>
internal sealed record LabelledEvent(byte[] Text, bool Anomalous);

/// <summary>A measuring set: events that teach, and events to be scored in their order.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Baseline">Teaches.</param>
/// <param name="Test">Is scored.</param>
internal sealed record LabelledSet(string Name, IReadOnlyList<byte[]> Baseline, IReadOnlyList<LabelledEvent> Test)
{
    private const int Prefix = 3; // B0, T0 or T1, and the tab

    /// <summary>Anomalies in it.</summary>
    public int Positives => Test.Count(test => test.Anomalous);

    /// <summary>Bytes of the events to be scored.</summary>
    public long TestBytes => Test.Sum(test => (long)test.Text.Length);

    /// <summary>Every set that <c>events/sets.json</c> names, in its order.</summary>
    public static IReadOnlyList<LabelledSet> ReadAll(DirectoryInfo data)
    {
        var events = Path.Combine(data.FullName, "events");
        using var sets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(events, "sets.json")));
        return [.. sets.RootElement.EnumerateObject().Select(set => Read(events, set.Name))];
    }

    private static LabelledSet Read(string folder, string name)
    {
        var (baseline, test) = (new List<byte[]>(), new List<LabelledEvent>());
        ReadOnlySpan<byte> rest = File.ReadAllBytes(Path.Combine(folder, name + ".tsv"));
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line.IsEmpty) continue;

            if (line is not [(byte)'B' or (byte)'T', (byte)'0' or (byte)'1', (byte)'\t', ..])
                throw new InvalidDataException($"Line {baseline.Count + test.Count + 1} of {name} has no label.");

            var text = line[Prefix..].ToArray();
            if (line[0] == 'B') baseline.Add(text);
            else test.Add(new LabelledEvent(text, line[1] == '1'));
        }

        return new LabelledSet(name, baseline, test);
    }
}
