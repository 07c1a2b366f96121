using System.Diagnostics;
using Sapphire.Kernel.Benchmarks;

string[] known = [.. KernelBenchmarks.Names, .. KernelBenchmarks.LargeNames];
if (args.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is not null)
{
    await Console.Error.WriteLineAsync($"Usage: Sapphire.Kernel.Benchmarks [NAME...]. The benchmarks are: {string.Join(", ", known)}.");
    return 2;
}

long start = Stopwatch.GetTimestamp();
foreach (string name in args.Length == 0 ? KernelBenchmarks.Names : args)
{
    foreach (Figure figure in await KernelBenchmarks.RunAsync([name])) Console.WriteLine(figure);
}

Console.WriteLine($"  {Measure.Load}; {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
return 0;
