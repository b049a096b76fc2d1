using System.Text.Json;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>A stream's state as the entries before <see cref="Sequence"/> make it.</summary>
internal sealed class Snapshot
{
    public required OrganizationId Organization { get; init; }

    public required StreamId Stream { get; init; }

    /// <summary>Sequence number of the first entry that is not in it.</summary>
    public required long Sequence { get; init; }

    /// <summary>The model as the core saves it.</summary>
    public required byte[] Model { get; init; }

    /// <summary>What people said of kinds of events, as a JSON list of pairs.</summary>
    public required string Feedback { get; init; }

    /// <summary>SHA-256 of <see cref="Model"/>.</summary>
    public required string Digest { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    public static string Write(FeedbackList feedback) =>
        JsonSerializer.Serialize(feedback.Kinds.Select(said => KeyValuePair.Create(said.Kind, said.Verdict)));

    public static FeedbackList Read(string feedback)
    {
        var list = new FeedbackList();
        foreach (var said in JsonSerializer.Deserialize<KeyValuePair<string, FeedbackVerdict>[]>(feedback)!)
        {
            list.Say(said.Key, said.Value);
        }

        return list;
    }
}
