using System.Globalization;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>What the service takes of the machine's memory, and gives back.</summary>
public sealed class MemoryTests
{
    // Where an arena lies, and how long it may become: HEAP_MAX_SIZE of the C library.
    private const long Arena = 64 << 20;

    [Fact]
    public async Task The_C_library_has_no_more_arenas_than_processors()
    {
        var service = await RunningService.StartAsync();
        using var caller = service.NewCaller(service.Key);
        string[] lines = [.. Enumerable.Range(0, 100).Select(number => $"worker {number % 7} answered {number} in {number} ms")];

        await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(number => RunningService.DetectAsync(caller, new { stream = $"s{number % 8}", events = lines })));

        // Those beside the first, which has the process's own heap; some are made before the service can say how many.
        Arenas(service.ProcessId).Should().BeLessThanOrEqualTo(Math.Max(Environment.ProcessorCount, 4));
        await service.StopAsync();
    }

    // An arena begins where a multiple of its length lies; what it has not taken yet follows and may not be read.
    private static int Arenas(int process)
    {
        var parts = File.ReadLines($"/proc/{process}/maps").Select(line => line.Split(' ', 3)).Select(cells => (
            Start: long.Parse(cells[0].Split('-')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            End: long.Parse(cells[0].Split('-')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            Rights: cells[1])).ToList();
        return parts.Zip(parts.Skip(1)).Count(pair =>
            pair.First.Start % Arena == 0 && pair.First.Rights == "rw-p"
            && pair.Second.Rights == "---p" && pair.Second.Start == pair.First.End
            && pair.Second.End == pair.First.Start + Arena);
    }
}
