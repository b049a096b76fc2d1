using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Native.Tests.Shared;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Native.Tests.Detection;

/// <summary>A damaged state is refused, whatever the damage; it is never read as another stream.</summary>
public sealed class RefusalTests : IDisposable
{
    private const int FormatAt = 8;
    private const int SectionCountAt = 12;
    private const int TableAt = 16;
    private const int TableEntry = 12;

    private readonly NativeScorer scorer = new();
    private readonly Chance chance = new(31);

    public void Dispose() => scorer.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(400)]
    public void A_state_that_was_cut_off_is_refused(int taught)
    {
        var state = Saved(taught);

        var borders = SectionEnds(state).SelectMany(end => (int[])[end - 1, end, end + 1]);
        foreach (var length in Places(state).Concat(borders))
        {
            if (length < state.Length) Refusal(state[..length]).Should().BeOneOf(Refusals(length));
        }

        Refusal([.. state, 0]).Should().Be(DetectionErrors.CorruptedModel);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(400)]
    public void A_state_with_a_changed_byte_is_refused(int taught)
    {
        var state = Saved(taught);

        foreach (var place in Places(state))
        {
            var kept = state[place];
            state[place] ^= (byte)(1 << chance.Below(8));
            Refusal(state).Should().BeOneOf(Refusals(place), "byte {0} was changed", place);
            state[place] = kept;
        }

        Refusal(state).Should().BeNull("all bytes are as they were");
    }

    [Fact]
    public void A_state_whose_sections_changed_places_is_refused()
    {
        var state = Saved(400);
        var sections = BitConverter.ToInt32(state, SectionCountAt);
        var table = state.AsSpan(TableAt, sections * TableEntry);
        table[..TableEntry].CopyTo(table[TableEntry..]);

        Refusal(state).Should().Be(DetectionErrors.CorruptedModel);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void A_newer_format_is_named_as_such(int format)
    {
        var state = Saved(100);
        BitConverter.TryWriteBytes(state.AsSpan(FormatAt), format);

        Refusal(state).Should().Be(DetectionErrors.ModelOfAnotherVersion);
    }

    [Fact]
    public void What_is_no_state_at_all_is_named_as_such()
    {
        Refusal([]).Should().Be(DetectionErrors.NotAModel);
        Refusal("2026-11-20T10:00:00Z started"u8.ToArray()).Should().Be(DetectionErrors.NotAModel);
        Refusal("DRIFTLCK"u8.ToArray()).Should().Be(DetectionErrors.CorruptedModel);
    }

    /// <summary>The state of a stream with a baseline of 200 that was taught so many events.</summary>
    private byte[] Saved(int taught)
    {
        using var model = scorer.Create(new StreamModelOptions(200));
        _ = Answers.Of(model, new SyntheticEvents(EventKind.Log, 30).Take(taught));
        return model.Save();
    }

    private Error? Refusal(byte[] state)
    {
        var result = scorer.Restore(state);
        result.Value?.Dispose();
        return result.Error;
    }

    private static Error[] Refusals(int place) => place switch
    {
        < FormatAt => [DetectionErrors.NotAModel],
        < SectionCountAt => [DetectionErrors.CorruptedModel, DetectionErrors.ModelOfAnotherVersion],
        _ => [DetectionErrors.CorruptedModel],
    };

    /// <summary>Every place of a small state; of a large one its beginning and some drawn by chance.</summary>
    private IEnumerable<int> Places(byte[] state) => state.Length < 5000
        ? Enumerable.Range(0, state.Length)
        : Enumerable.Range(0, 200).Concat(Enumerable.Range(0, 600).Select(_ => chance.Below(state.Length)));

    private static IEnumerable<int> SectionEnds(byte[] state)
    {
        var sections = BitConverter.ToInt32(state, SectionCountAt);
        var end = TableAt + (sections * TableEntry) + sizeof(uint);
        yield return end;
        for (var section = 0; section < sections; section++)
            yield return end += BitConverter.ToInt32(state, TableAt + (section * TableEntry) + sizeof(uint));
    }
}
