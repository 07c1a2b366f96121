using Sapphire.Persistence.Files;
using Sapphire.Web.Contracts;

namespace Sapphire.Web.Dashboard;

/// <summary>Counts what a home holds. Walks its folders at most twice a minute, whoever asks.</summary>
/// <param name="home">The home.</param>
/// <param name="events">Where events are: <c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class StorageMeter(HomeFolder home, string events, TimeProvider time) : IDisposable
{
    /// <summary>How long an answer is used again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
    private readonly SemaphoreSlim _one = new(1, 1);
    private StorageUseView? _last;

    /// <summary>What it holds.</summary>
    public async Task<StorageUseView> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_last is not { } last || now - last.MeasuredAt >= Fresh)
            {
                _last = last = await Task.Run(() => Measure(now), cancellationToken);
            }

            return last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private StorageUseView Measure(DateTimeOffset now)
    {
        Dictionary<string, (long Bytes, int Files)> kinds = new(StringComparer.Ordinal);
        foreach (FileInfo file in new DirectoryInfo(home.Root).EnumerateFiles("*", All))
        {
            long length;
            try
            {
                length = file.Length;
            }
            catch (IOException)
            {
                // It went while the folder was read.
                continue;
            }

            string kind = KindOf(Path.GetRelativePath(home.Root, file.FullName).Replace('\\', '/'));
            (long bytes, int files) = kinds.GetValueOrDefault(kind);
            kinds[kind] = (bytes + length, files + 1);
        }

        (long? free, long? size) = Disk();
        return new(events, [.. kinds.Select(kind => new StorageKindView(kind.Key, kind.Value.Bytes, kind.Value.Files)).OrderByDescending(kind => kind.Bytes).ThenBy(kind => kind.Kind, StringComparer.Ordinal)], free, size, now);
    }

    /// <summary>The kind of a file.</summary>
    /// <param name="path">Its path in the home, with slashes.</param>
    internal static string KindOf(string path) =>
        path.StartsWith("data/journal.db", StringComparison.Ordinal) ? "journal"
        : path.StartsWith("data/read-models", StringComparison.Ordinal) ? "views"
        : path.StartsWith("data/memory.db", StringComparison.Ordinal) ? "memory"
        : path.Split('/')[0] switch
        {
            "images" or "avatars" => "images",
            "backups" => "backups",
            "logs" => "logs",
            _ => "other",
        };

    private (long? Free, long? Size) Disk()
    {
        try
        {
            DriveInfo drive = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(home.Root)! : home.Root);
            return (drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system that does not tell.
            return (null, null);
        }
    }
}
