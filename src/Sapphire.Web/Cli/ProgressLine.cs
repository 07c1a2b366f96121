using Sapphire.Persistence.Backup;

namespace Sapphire.Web.Cli;

/// <summary>Says on stderr how far a long backup or restore is, at most once a second; nothing for a short one.</summary>
internal sealed class ProgressLine(TimeProvider time) : IProgress<BackupProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private long _last = time.GetTimestamp();

    public void Report(BackupProgress value)
    {
        if (time.GetElapsedTime(_last) < Interval)
        {
            return;
        }

        _last = time.GetTimestamp();
        Console.Error.WriteLine($"{value.Step}: {Bytes.Format(value.Done)} of {Bytes.Format(value.Total)}");
    }
}
