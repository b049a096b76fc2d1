using System.Net;

namespace Driftlock.Benchmarks.Http;

/// <summary>One address that is asked again and again, by so many at once.</summary>
/// <param name="client">Asks.</param>
/// <param name="path">The address.</param>
/// <param name="process">The process that answers.</param>
/// <param name="atOnce">Requests under way at once.</param>
internal sealed class GetLoad(HttpClient client, string path, int process, int atOnce)
{
    private const int Turns = 4;

    private readonly Uri address = new(path, UriKind.Relative);

    /// <summary>
    /// As many as are answered by one and by the other, once both are warm. They take turns, so that what else the
    /// machine does meanwhile meets both.
    /// </summary>
    /// <param name="one">The first.</param>
    /// <param name="other">The second.</param>
    /// <param name="duration">How long each is measured in all.</param>
    public static async Task<(GetRun One, GetRun Other)> InTurnsAsync(GetLoad one, GetLoad other, TimeSpan duration)
    {
        await WarmUp.RunAsync(one.SaturateAsync);
        await WarmUp.RunAsync(other.SaturateAsync);
        var (ofOne, ofOther) = (new List<GetRun>(), new List<GetRun>());
        for (var turn = 0; turn < Turns; turn++)
        {
            ofOne.Add(await one.MeasureAsync(duration / Turns));
            ofOther.Add(await other.MeasureAsync(duration / Turns));
        }

        return (GetRun.Together(ofOne), GetRun.Together(ofOther));
    }

    private async Task<GetRun> MeasureAsync(TimeSpan duration)
    {
        var before = ProcessFigures.CpuTime(process);
        var run = await SaturateAsync(duration);
        return new GetRun(run, ProcessFigures.CpuTime(process) - before);
    }

    private Task<LoadRun> SaturateAsync(TimeSpan duration) => OpenLoop.RunAsync(null, duration, atOnce, GetAsync);

    private async Task<bool> GetAsync(int number)
    {
        using var answer = await client.GetAsync(address);
        await answer.Content.CopyToAsync(Stream.Null);
        return answer.StatusCode == HttpStatusCode.OK;
    }
}

/// <summary>What came of it.</summary>
/// <param name="Run">The answers.</param>
/// <param name="Cpu">Processor time of the process that gave them.</param>
internal sealed record GetRun(LoadRun Run, TimeSpan Cpu)
{
    /// <summary>Several as one.</summary>
    public static GetRun Together(IReadOnlyList<GetRun> turns) => new(
        LoadRun.Together([.. turns.Select(turn => turn.Run)]),
        TimeSpan.FromTicks(turns.Sum(turn => turn.Cpu.Ticks)));

    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"{Run}, {Cpu.TotalMicroseconds / Math.Max(Run.Answered, 1):0} µs of processor time each";
}
