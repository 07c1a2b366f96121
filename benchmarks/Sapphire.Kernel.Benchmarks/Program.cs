using System.Diagnostics;
using Sapphire.Kernel.Benchmarks;

if (args.FirstOrDefault(name => !KernelBenchmarks.Names.Contains(name, StringComparer.Ordinal)) is not null)
{
    await Console.Error.WriteLineAsync($"Usage: Sapphire.Kernel.Benchmarks [NAME...]. The benchmarks are: {string.Join(", ", KernelBenchmarks.Names)}.");
    return 2;
}

long start = Stopwatch.GetTimestamp();
foreach (string name in args.Length == 0 ? KernelBenchmarks.Names : args)
{
    foreach (Figure figure in await KernelBenchmarks.RunAsync([name])) Console.WriteLine(figure);
}

if (File.Exists("/proc/loadavg")) Console.WriteLine($"  load {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
return 0;
