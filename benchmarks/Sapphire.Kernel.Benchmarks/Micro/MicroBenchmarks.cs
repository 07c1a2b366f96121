using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Sapphire.Kernel.Benchmarks.Micro;

/// <summary>Runs the classes of BenchmarkDotNet and gives their medians as figures.</summary>
internal static class MicroBenchmarks
{
    // In this process: version 0.14 cannot build a project of its own for this runtime, and the loads share the process as well.
    private static readonly IConfig Config = ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(4).WithIterationCount(9).WithIterationTime(TimeInterval.FromMilliseconds(150)))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(NullLogger.Instance)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "sapphire-benchmarks"))
        .WithOptions(ConfigOptions.DisableLogFile);

    /// <summary>A line for the time over the baseline of the class, and one for what is allocated.</summary>
    public static IReadOnlyList<Figure> Run<T>(string name, double? ratio = null, double? bytes = null)
    {
        Summary summary = BenchmarkRunner.Run<T>(Config);
        List<Figure> figures = [];
        BenchmarkReport? baseline = summary.Reports.FirstOrDefault(r => summary.IsBaseline(r.BenchmarkCase));
        foreach (BenchmarkReport report in summary.Reports)
        {
            if (report.ResultStatistics is not { } statistics) throw new InvalidOperationException($"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} failed: {string.Join(' ', summary.ValidationErrors)}");
            figures.Add(Figure.Of(name, report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), "ns", statistics.OriginalValues));
            if (report == baseline) continue;
            if (baseline is not null) figures.Add(Figure.Of(name, "  over the first", "×", [statistics.Median / baseline.ResultStatistics!.Median], ratio));
            figures.Add(Figure.Of(name, "  allocated", "B", [report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0], bytes));
        }

        return figures;
    }
}
