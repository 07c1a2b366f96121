using System.Diagnostics;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Benchmarks;

if (args.FirstOrDefault(name => !PersistenceBenchmarks.Names.Contains(name, StringComparer.Ordinal)) is not null)
{
    await Console.Error.WriteLineAsync($"Usage: Sapphire.Persistence.Benchmarks [NAME...]. The benchmarks are: {string.Join(", ", PersistenceBenchmarks.Names)}.");
    return 2;
}

long start = Stopwatch.GetTimestamp();
foreach (string name in args.Length == 0 ? PersistenceBenchmarks.Names : args)
{
    foreach (Figure figure in await PersistenceBenchmarks.RunAsync([name])) Console.WriteLine(figure);
}

Console.WriteLine($"  {Measure.Load}; {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
return 0;
