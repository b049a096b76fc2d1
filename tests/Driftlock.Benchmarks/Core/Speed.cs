namespace Driftlock.Benchmarks.Core;

/// <summary>How fast one thing was on one corpus.</summary>
/// <param name="Corpus">On what.</param>
/// <param name="What">What was done.</param>
/// <param name="Rounds">How often it was measured.</param>
/// <param name="MbPerS">Megabytes a second and core.</param>
/// <param name="OfZstd">As a multiple of what zstd -3 did in the same round.</param>
internal sealed record Speed(string Corpus, string What, int Rounds, Figures MbPerS, Figures OfZstd);
