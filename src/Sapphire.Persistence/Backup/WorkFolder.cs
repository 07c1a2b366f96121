namespace Sapphire.Persistence.Backup;

/// <summary>Where one backup is put together: locked while it is, so that nobody takes it for a leftover; deleted at the end.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const string LockName = "lock";
    private readonly string _path;
    private readonly FileLock _lock;

    private WorkFolder(string path, FileLock owned)
    {
        _path = path;
        _lock = owned;
    }

    /// <summary>Where the files lie, named as in the archive.</summary>
    public string ContentFolder => Path.Combine(_path, "content");

    /// <summary>The archive while it is written.</summary>
    public string ArchiveFile => Path.Combine(_path, "archive.tar.gz");

    /// <summary>Makes it.</summary>
    public static WorkFolder Create(string path)
    {
        PrivateFolder.Create(path);
        FileLock owned = FileLock.TryTake(Path.Combine(path, LockName)) ?? throw new IOException($"{path} is in use.");
        WorkFolder work = new(path, owned);
        PrivateFolder.Create(work.ContentFolder);
        return work;
    }

    /// <summary>Deletes one whose process is gone.</summary>
    public static void DeleteIfLeftOver(string path)
    {
        using (FileLock? owned = FileLock.TryTake(Path.Combine(path, LockName)))
        {
            if (owned is null)
            {
                return;
            }

            PrivateFolder.Delete(path);
        }
    }

    /// <summary>The path for a file of the archive; its folder is there.</summary>
    public string Place(string name)
    {
        string path = Path.Combine(ContentFolder, name);
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        return path;
    }

    public void Dispose()
    {
        PrivateFolder.Delete(_path);
        _lock.Dispose();
    }
}
