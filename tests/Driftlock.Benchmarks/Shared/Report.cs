using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Driftlock.Benchmarks.Shared;

/// <summary>What every benchmark writes in the same way.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // of a set without anomalies
        WriteIndented = true,
    };

    /// <summary>The commit that was built.</summary>
    public static string Commit { get; } = typeof(Report).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[^1];

    /// <summary>Says on standard error what is measured next: a run takes minutes, and its figures come at its end.</summary>
    public static void Begin(string step) => Console.Error.WriteLine($"{step} ...");

    /// <summary>One JSON object, if a file for it was named.</summary>
    public static void WriteJson<T>(FileInfo? file, T report)
    {
        if (file is not null) File.WriteAllText(file.FullName, JsonSerializer.Serialize(report, Form) + "\n");
    }

    /// <summary>Prints what was promised and whether it holds. Returns the exit code.</summary>
    public static int Judge(IReadOnlyList<Commitment> commitments)
    {
        foreach (var commitment in commitments)
            Console.WriteLine($"{(commitment.Holds ? "holds " : "MISSED")}  {commitment.What}: {commitment.Measured}");
        return commitments.All(commitment => commitment.Holds) ? 0 : 1;
    }
}

/// <summary>Something that was promised.</summary>
/// <param name="What">The promise.</param>
/// <param name="Measured">What this run measured.</param>
/// <param name="Holds">Whether it keeps the promise.</param>
internal sealed record Commitment(string What, string Measured, bool Holds);
