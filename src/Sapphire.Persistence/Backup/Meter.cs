namespace Sapphire.Persistence.Backup;

/// <summary>Counts bytes and tells whoever wants to know.</summary>
internal sealed class Meter(IProgress<BackupProgress>? progress, string step, long total)
{
    private long _done;

    public void Add(long bytes)
    {
        _done += bytes;
        progress?.Report(new(step, Math.Min(_done, total), total));
    }
}
