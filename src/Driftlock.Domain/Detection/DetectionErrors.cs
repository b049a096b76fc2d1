using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>What detection refuses.</summary>
public static class DetectionErrors
{
    /// <summary>The bytes are not a saved model.</summary>
    public static Error NotAModel { get; } = new(
        ErrorKind.Invalid, "detection.not_a_model", "This is not a saved Driftlock model.");

    /// <summary>The saved model was made by a core that this one does not understand.</summary>
    public static Error ModelOfAnotherVersion { get; } = new(
        ErrorKind.Invalid, "detection.model_version",
        "This saved model was made by another version of Driftlock; teach it again.");

    /// <summary>The saved model contradicts itself.</summary>
    public static Error CorruptedModel { get; } = new(
        ErrorKind.Invalid, "detection.corrupted_model", "This saved model is damaged; teach it again.");

    /// <summary>The native core does not give the answers it must give.</summary>
    public static Error CoreUnusable { get; } = new(
        ErrorKind.Unavailable, "detection.core_unusable", "The detection core failed its self-test on this machine.");
}
