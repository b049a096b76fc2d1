using System.CommandLine;
using System.Text.Json;
using Driftlock.Benchmarks.CommandLine;
using Driftlock.Benchmarks.Core;
using Driftlock.Benchmarks.Crash;
using Driftlock.Benchmarks.Fuzz;
using Driftlock.Benchmarks.Http;
using Driftlock.Benchmarks.Quality;

const int Failed = 2;
const int WrongUsage = 64;

var root = new RootCommand("Measures the detection core, the command and the service: how fast, how good, how hard to break.")
{
    CoreBenchmark.Command(),
    QualityBenchmark.Command(),
    FuzzBenchmark.Command(),
    CliBenchmark.Command(),
    CrashBenchmark.Command(),
    HttpBenchmark.Command(),
    PagesBenchmark.Command(),
    BareKestrel.Command(),
};
var parsed = root.Parse(args);
try
{
    var status = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count == 0 ? status : WrongUsage;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return Failed;
}
