using Sapphire.Cluster.Benchmarks;
using Sapphire.Kernel.Benchmarks;

foreach (Figure figure in await ClusterBenchmarks.RunAsync()) Console.WriteLine(figure);
Console.WriteLine($"  {Measure.Load}");
