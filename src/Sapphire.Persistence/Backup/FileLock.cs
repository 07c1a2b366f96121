using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>A file that one process holds; the system frees it when the process ends, however it ends.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Keeps a second backup, and a restore, away from a home that is being read.</summary>
    /// <exception cref="StorageException">Busy: another one is at work.</exception>
    public static FileLock OfHome(HomeFolder home) =>
        TryTake(HomeContents.LockFile(home)) ?? throw new StorageException(StorageReason.Busy, $"Another backup or restore of {home.Root} is at work. Try again when it has ended.");

    /// <summary>Takes it; null when another process has it.</summary>
    public static FileLock? TryTake(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFile.Private;
        }

        try
        {
            return new(new FileStream(path, options));
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is 11 or 35 or 32 && e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            // EWOULDBLOCK of flock (11 on Linux, 35 on macOS), ERROR_SHARING_VIOLATION on Windows.
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
