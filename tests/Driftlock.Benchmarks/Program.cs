using System.CommandLine;
using Driftlock.Benchmarks.Core;
using Driftlock.Benchmarks.Fuzz;
using Driftlock.Benchmarks.Quality;

var root = new RootCommand("Measures the detection core: how fast, how good, how hard to break.")
{
    CoreBenchmark.Command(),
    QualityBenchmark.Command(),
    FuzzBenchmark.Command(),
};
return await root.Parse(args).InvokeAsync();
