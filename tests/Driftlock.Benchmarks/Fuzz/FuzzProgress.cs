using System.Text.Json;

namespace Driftlock.Benchmarks.Fuzz;

/// <summary>How far a run has come, so that a stopped one goes on instead of beginning anew.</summary>
/// <param name="Seed">Of the run.</param>
/// <param name="Executions">Done so far without a finding, in whole rounds.</param>
/// <param name="Seconds">Spent so far.</param>
internal sealed record FuzzProgress(ulong Seed, long Executions, double Seconds)
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true };

    /// <summary>What the file says, or a beginning. A file of another seed belongs to another run.</summary>
    public static FuzzProgress Read(FileInfo? file, ulong seed)
    {
        if (file is not { Exists: true }) return new FuzzProgress(seed, 0, 0);

        var progress = Parse(file);
        return progress.Seed == seed ? progress : throw new InvalidDataException(
            $"{file} is the progress with seed {progress.Seed}: name another file, or that seed.");
    }

    /// <summary>Writes beside the file and then in its place, so that a kill leaves the old or the new one.</summary>
    public void Write(FileInfo? file)
    {
        if (file is null) return;

        var written = $"{file.FullName}.new";
        File.WriteAllText(written, JsonSerializer.Serialize(this, Form));
        File.Move(written, file.FullName, overwrite: true);
    }

    private static FuzzProgress Parse(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<FuzzProgress>(File.ReadAllText(file.FullName))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{file} is no progress of a fuzzing run; remove it, or name another file.", e);
        }
    }
}
