using Sapphire.Persistence.Backup;

namespace Sapphire.Web.Cli;

/// <summary>Says on standard error how far a long backup or restore is.</summary>
internal sealed class ProgressLine : IProgress<BackupProgress>, IDisposable
{
    private readonly ConsoleProgress _console = new();

    public void Report(BackupProgress value) => _console.Report($"{value.Step}: {Bytes.Format(value.Done)} of {Bytes.Format(value.Total)}");

    public void Dispose() => _console.Dispose();
}
