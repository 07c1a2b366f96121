using System.Collections.Immutable;
using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Backup;

/// <summary>
/// What of a home is its user's: everything but what a running server needs for itself (lock, sockets, workers), logs, backups,
/// secrets, and read models, which are rebuilt. New kinds of user files are in a backup without being named here.
/// </summary>
internal static class HomeContents
{
    /// <summary>In the home, while a restore works in it.</summary>
    public const string RestoreFolder = ".restore";

    /// <summary>In the home, while a restore is replacing its files.</summary>
    public const string IntentFile = "restore.json";

    /// <summary>Begins the name of a home that was replaced, when it had to stay inside the home.</summary>
    public const string AsidePrefix = "before-restore-";

    private static readonly ImmutableHashSet<string> Kept = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "sapphire.lock",
        "backup.lock",
        "control.sock",
        "control.path",
        "workers.path",
        "shared-store",
        "run",
        "logs",
        "backups",
        "secrets",
        "lost+found",
        RestoreFolder,
        IntentFile);

    private static readonly ImmutableArray<string> Companions = ["-wal", "-shm", "-journal", "-mark"];

    /// <summary>Held by a backup and by a restore.</summary>
    public static string LockFile(HomeFolder home) => Path.Combine(home.Root, "backup.lock");

    /// <summary>True for an entry of the home's root that a restore replaces and a backup holds.</summary>
    public static bool IsUsers(string name) => !Kept.Contains(name) && !name.StartsWith(AsidePrefix, StringComparison.Ordinal);

    /// <summary>The files of the home, in ordinal order of their names.</summary>
    /// <param name="home">The home.</param>
    /// <param name="skipped">Gets what is no file: sockets, links that lead nowhere or in a circle.</param>
    public static ImmutableArray<HomeFile> List(HomeFolder home, ICollection<string> skipped)
    {
        ImmutableArray<HomeFile>.Builder files = ImmutableArray.CreateBuilder<HomeFile>();
        HashSet<string> visited = new(StringComparer.Ordinal);
        Walk(home.Root, BackupArchive.HomePrefix, root: true);
        return [.. files.OrderBy(static file => file.Name, StringComparer.Ordinal)];

        void Walk(string folder, string prefix, bool root)
        {
            // Links are followed, so that data on another disk is in the backup; a circle of them is not.
            if (!visited.Add(Real(folder)))
            {
                skipped.Add(folder);
                return;
            }

            foreach (string path in Directory.EnumerateFileSystemEntries(folder))
            {
                string name = Path.GetFileName(path);
                if (root && !IsUsers(name) || IsReadModel(home, path) || IsTemporary(path))
                {
                    continue;
                }

                if (Directory.Exists(path))
                {
                    Walk(path, $"{prefix}{name}/", root: false);
                }
                else if (File.Exists(path) && BackupArchive.IsSafe(prefix + name))
                {
                    files.Add(new(path, prefix + name));
                }
                else
                {
                    skipped.Add(path);
                }
            }
        }
    }

    /// <summary>The secrets of the home.</summary>
    public static ImmutableArray<HomeFile> ListSecrets(HomeFolder home) =>
        Directory.Exists(home.SecretsFolder)
            ? [
                .. Directory.EnumerateFiles(home.SecretsFolder, "*", SearchOption.AllDirectories)
                    .Where(static path => !IsTemporary(path))
                    .Select(path => new HomeFile(path, BackupArchive.SecretsPrefix + Path.GetRelativePath(home.SecretsFolder, path).Replace(Path.DirectorySeparatorChar, '/')))
                    .Where(static file => BackupArchive.IsSafe(file.Name))
                    .OrderBy(static file => file.Name, StringComparer.Ordinal),
            ]
            : [];

    /// <summary>True when <paramref name="path"/> is, or holds, any file.</summary>
    public static bool HasFiles(string path) =>
        !Directory.Exists(path) || new DirectoryInfo(path).LinkTarget is not null || Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Any();

    // The folder, and the file of former versions beside it.
    private static bool IsReadModel(HomeFolder home, string path) =>
        path.StartsWith(home.ReadModelsFolder, StringComparison.Ordinal);

    // Half-written by DurableFile, or a database's companions: what they hold is in its copy, or is about the file that is copied.
    private static bool IsTemporary(string path) =>
        path.EndsWith(".tmp", StringComparison.Ordinal) && path.Length > 37 && path[^37] == '.' && Guid.TryParseExact(path.AsSpan(path.Length - 36, 32), "N", out _)
        || Companions.Any(suffix => path.EndsWith(suffix, StringComparison.Ordinal) && File.Exists(path[..^suffix.Length]));

    private static string Real(string folder)
    {
        string full = Path.GetFullPath(folder);
        try
        {
            return new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            // A link to itself.
            return full;
        }
    }
}
