using System.CommandLine;
using Driftlock.Benchmarks.CommandLine;
using Driftlock.Benchmarks.Core;
using Driftlock.Benchmarks.Fuzz;
using Driftlock.Benchmarks.Quality;

var root = new RootCommand("Measures the detection core and the command: how fast, how good, how hard to break.")
{
    CoreBenchmark.Command(),
    QualityBenchmark.Command(),
    FuzzBenchmark.Command(),
    CliBenchmark.Command(),
};
return await root.Parse(args).InvokeAsync();
