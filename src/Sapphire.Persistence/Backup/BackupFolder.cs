using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>A folder of backups.</summary>
/// <param name="path">The folder.</param>
public sealed partial class BackupFolder(string path)
{
    private const string WorkPrefix = ".sapphire-backup-";
    private readonly string _path = Path.GetFullPath(path);

    /// <summary>What is in it, the newest first. Each archive is read to its end.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public ImmutableArray<BackupListing> List(CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(_path))
        {
            return [];
        }

        return
        [
            .. Directory.EnumerateFiles(_path, "*.tar.gz")
                .Select(file => Look(file, cancellationToken))
                .OrderByDescending(static backup => backup.Manifest?.Created ?? DateTimeOffset.MinValue)
                .ThenBy(static backup => backup.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>What is in it, the newest first, by the beginning of each archive: quick, and no proof that one is whole.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public ImmutableArray<BackupSummary> Overview() => !Directory.Exists(_path) ? [] :
    [
        .. Directory.EnumerateFiles(_path, "*.tar.gz")
            .Select(Summary)
            .OrderByDescending(static backup => backup.Manifest?.Created ?? DateTimeOffset.MinValue)
            .ThenBy(static backup => backup.Name, StringComparer.Ordinal),
    ];

    /// <summary>True for a name that <c>backup</c> makes of the time.</summary>
    public static bool IsOurs(string fileName) => Name().IsMatch(fileName);

    internal void Create()
    {
        try
        {
            PrivateFolder.Create(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot make the folder {_path} for backups: {e.Message} Choose another place with --output.", e);
        }

        foreach (string left in Directory.EnumerateDirectories(_path, WorkPrefix + "*"))
        {
            WorkFolder.DeleteIfLeftOver(left);
        }
    }

    internal WorkFolder BeginWork() => WorkFolder.Create(Path.Combine(_path, WorkPrefix + Guid.NewGuid().ToString("N")[..12]));

    internal string NewFile(string? fileName, TimeProvider time)
    {
        if (fileName is not null)
        {
            string named = Path.Combine(_path, fileName);
            return !Path.Exists(named) ? named : throw new IOException($"{named} is there already, and a backup replaces nothing. Choose another name with --output.");
        }

        string stem = "sapphire-" + TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string file = Path.Combine(_path, stem + ".tar.gz");
        for (int i = 2; Path.Exists(file); i++)
        {
            file = Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{stem}-{i}.tar.gz"));
        }

        return file;
    }

    /// <summary>Deletes the oldest backups of ours beyond <paramref name="count"/>, never <paramref name="newest"/>, and nothing that is not surely a backup.</summary>
    internal ImmutableArray<string> Keep(int count, string newest)
    {
        string[] old =
        [
            .. Directory.EnumerateFiles(_path, "sapphire-*.tar.gz")
                .Where(file => IsOurs(Path.GetFileName(file)) && !string.Equals(file, newest, StringComparison.Ordinal))
                .Select(static file => (File: file, Created: Created(file)))
                .Where(static backup => backup.Created is not null)
                .OrderByDescending(static backup => backup.Created)
                .Skip(Math.Max(0, count - 1))
                .Select(static backup => backup.File),
        ];
        foreach (string file in old)
        {
            File.Delete(file);
        }

        return [.. old];
    }

    private static DateTimeOffset? Created(string file)
    {
        try
        {
            return BackupArchive.ReadManifest(file).Created;
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            // Not surely a backup of ours, so not ours to delete.
            return null;
        }
    }

    private static BackupSummary Summary(string file)
    {
        long size = new FileInfo(file).Length;
        try
        {
            return new(Path.GetFileName(file), size, BackupArchive.ReadManifest(file), null);
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            return new(Path.GetFileName(file), size, null, e.Message);
        }
    }

    private static BackupListing Look(string file, CancellationToken cancellationToken)
    {
        BackupManifest? manifest = null;
        long size = new FileInfo(file).Length;
        try
        {
            BackupArchive.Read(file, read => manifest = read, static _ => null, static _ => { }, cancellationToken);
            return new(file, size, manifest, null);
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            return new(file, size, manifest, e.Message);
        }
    }

    [GeneratedRegex(@"^sapphire-\d{8}-\d{6}(-\d+)?\.tar\.gz$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
