using System.CommandLine;
using Driftlock.Benchmarks.CommandLine;
using Driftlock.Benchmarks.Core;
using Driftlock.Benchmarks.Fuzz;
using Driftlock.Benchmarks.Quality;

const int WrongUsage = 64;

var root = new RootCommand("Measures the detection core and the command: how fast, how good, how hard to break.")
{
    CoreBenchmark.Command(),
    QualityBenchmark.Command(),
    FuzzBenchmark.Command(),
    CliBenchmark.Command(),
};
var parsed = root.Parse(args);
var status = await parsed.InvokeAsync();
return parsed.Errors.Count == 0 ? status : WrongUsage;
