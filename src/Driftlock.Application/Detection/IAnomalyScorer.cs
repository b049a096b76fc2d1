using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>The detection core: makes and restores the models of streams.</summary>
public interface IAnomalyScorer
{
    /// <summary>A model that knows nothing yet.</summary>
    IStreamModel Create(StreamModelOptions options);

    /// <summary>The model that <see cref="IStreamModel.Save"/> wrote; it continues as if never saved.</summary>
    Result<IStreamModel> Restore(ReadOnlySpan<byte> state);

    /// <summary>
    /// The masked form of a text: numbers, identifiers and times of every value become one, so texts of one kind are
    /// equal. Never longer than the text.
    /// </summary>
    byte[] Mask(ReadOnlySpan<byte> text);

    /// <summary>Which core this is.</summary>
    CoreDescription Describe();

    /// <summary>Whether the core gives on this machine the answers it must give.</summary>
    Result SelfTest();
}

/// <summary>Which core this is.</summary>
/// <param name="Version">Version of the core, as it says itself; not that of the program around it.</param>
/// <param name="AbiVersion">Version of the boundary between .NET and the core.</param>
/// <param name="StateFormat">Version of the saved form that this core writes.</param>
public sealed record CoreDescription(string Version, string AbiVersion, int StateFormat);
