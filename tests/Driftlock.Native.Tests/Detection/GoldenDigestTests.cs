using System.IO.Compression;
using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;
using Driftlock.Testing.Inputs;

namespace Driftlock.Native.Tests.Detection;

/// <summary>
/// What every build on every machine must answer to fixed streams; <c>native/model/tests/golden.rs</c> has the same
/// digests. They change with the formulas and with nothing else, and then the state format gets a new number.
/// </summary>
public sealed class GoldenDigestTests : IDisposable
{
    private readonly NativeScorer scorer = new();

    public void Dispose() => scorer.Dispose();

    [Theory]
    [InlineData(EventKind.Log, 400, 1200, "488ff24ce869dc2d", "b446c50353fe6459")]
    [InlineData(EventKind.Log, 1400, 2200, "0f8aa07044fb6f24", "31563f8cb9300a6a")]
    [InlineData(EventKind.Session, 300, 900, "ab5571547ffa08b5", "8d2802d58c8373de")]
    [InlineData(EventKind.Json, 200, 600, "89e41478079f9bc0", "3fd508d2e28097e5")]
    [InlineData(EventKind.Pairs, 200, 600, "60c5fe278bf61225", "fcb523625a8d80ee")]
    [InlineData(EventKind.Text, 200, 600, "ba1b9e372e7f0ccf", "e2b85c166e1f5a48")]
    [InlineData(EventKind.Number, 100, 600, "7dcb6da993935045", "9f5ca063b717efef")]
    [InlineData(EventKind.Binary, 100, 400, "9c1ed55ed8556fb5", "249b8ae9b5112eb3")]
    internal void The_bits_of_a_known_stream_are_the_known_ones(
        EventKind kind, int baseline, int count, string answersDigest, string stateDigest)
    {
        using var model = scorer.Create(new StreamModelOptions(baseline));

        var answers = Follow(model, new SyntheticEvents(kind, 1).Take(count));

        (Digest.Of(answers), Digest.Of(model.Save())).Should().Be((answersDigest, stateDigest));
    }

    [Theory] // Made by the core of format 1 from the first so many events of the session stream, with a baseline of 70.
    [InlineData("young", 40, "7dfbedca77d3b040")]
    [InlineData("teaching", 68, "b67840a04f2c574e")]
    [InlineData("ready", 120, "79ea3ff8195ed88f")]
    public void A_state_of_format_1_still_continues_with_the_known_bits(string name, int taught, string answersDigest)
    {
        using var model = Saved($"format-1-{name}.gz");

        var answers = Follow(model, new SyntheticEvents(EventKind.Session, 1).Take(taught + 300).Skip(taught));

        Digest.Of(answers).Should().Be(answersDigest);
    }

    /// <summary>Every fifth event is scored only; words are told at a p-value of 5 percent.</summary>
    private static Answers Follow(IStreamModel model, IEnumerable<byte[]> events)
    {
        var answers = new Answers();
        foreach (var (at, text) in events.Index()) answers.Push(model, [text], learn: at % 5 != 4, 0.05);
        return answers;
    }

    private IStreamModel Saved(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Detection", "States", name);
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var state = new MemoryStream();
        file.CopyTo(state);
        return scorer.Restore(state.ToArray()) is { IsSuccess: true } restored
            ? restored.Value
            : throw new InvalidDataException(name);
    }
}
