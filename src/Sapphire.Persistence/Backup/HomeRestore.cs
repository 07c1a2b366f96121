using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Memory;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>Restores a backup: everything is unpacked, checked, migrated and synced in a folder of its own before the home changes.</summary>
public static class HomeRestore
{
    /// <summary>
    /// Added to every epoch: whoever owned an id before the restore, in whatever history, is refused from now on. No id is
    /// recovered so often.
    /// </summary>
    public const long EpochStep = 1_000_000;

    /// <summary>Restores; afterwards the home is the backup's, and the old one is kept aside.</summary>
    /// <exception cref="StorageException">Corrupt, NewerVersion, Full, Busy: nothing was changed.</exception>
    /// <exception cref="IOException">Files could not be replaced; the home is as it was.</exception>
    public static async Task<RestoreResult> RestoreAsync(RestoreRequest request, CancellationToken cancellationToken = default)
    {
        HomeFolder home = request.Home;
        home.Create();
        using FileLock owned = FileLock.OfHome(home);
        if (HomeReplacement.IsPending(home))
        {
            throw new StorageException(StorageReason.Busy, $"An earlier restore of {home.Root} was interrupted. Any start of Sapphire on this home ends it; then try again.");
        }

        try
        {
            BackupManifest manifest = Unpack(request, cancellationToken);
            FaultPoint.Pass("restore-unpacked");
            string prepared = HomeReplacement.PreparedFolder(home);
            ImmutableArray<string> missing = FillIn(home, prepared);
            await ProveAsync(home, prepared, manifest, cancellationToken);
            IExternalJournal? external = request.Prove is { } prove ? await prove(Staged(home), manifest, cancellationToken) : null;
            FaultPoint.Pass("restore-proven");
            ReplacementIntent intent = Plan(request, prepared, manifest, external is not null);
            Sync(Path.Combine(home.Root, HomeContents.RestoreFolder));
            FaultPoint.Pass("restore-prepared");
            (string? aside, string? tables) = await ReplaceAsync(home, intent, external, cancellationToken);
            return new(manifest, aside, tables, missing);
        }
        finally
        {
            // A failure leaves nothing behind, and neither does success; an intent that is still there is for the next start.
            if (!File.Exists(Path.Combine(home.Root, HomeContents.IntentFile)))
            {
                PrivateFolder.Delete(Path.Combine(home.Root, HomeContents.RestoreFolder));
            }
        }
    }

    /// <summary>True when a restore of this home was interrupted and <see cref="RecoverAsync"/> has to come before anything else.</summary>
    public static bool IsInterrupted(HomeFolder home) => HomeReplacement.IsPending(home);

    /// <summary>Ends an interrupted restore: finishes it where it had begun to change the home, else takes it back. The caller holds the lock of the home.</summary>
    /// <param name="home">The home.</param>
    /// <param name="external">Gives the journal outside the home that the restore was about.</param>
    /// <param name="cancellationToken">Gives up; nothing is lost, the next call goes on.</param>
    /// <returns>True when the home is the restored one, false when it is the old one.</returns>
    /// <exception cref="IOException">A file cannot be moved; says which.</exception>
    public static async Task<bool> RecoverAsync(HomeFolder home, Func<HomeFolder, CancellationToken, Task<IExternalJournal?>>? external = null, CancellationToken cancellationToken = default)
    {
        using FileLock owned = FileLock.OfHome(home);
        HomeReplacement? replacement = HomeReplacement.Load(home);
        if (replacement?.OpenExternal is { } id)
        {
            IExternalJournal? journal = external is null ? null : await external(Staged(home), cancellationToken);
            bool replaced = journal is null
                ? throw new IOException($"A restore of {home.Root} was interrupted while its journal in a database was replaced, and its configuration names no database. Start with the program that began it.")
                : await journal.WasReplacedAsync(id, cancellationToken);
            replacement = replaced ? replacement.ExternalIsReplaced() : null;
        }

        if (replacement is null)
        {
            HomeReplacement.Discard(home);
            DeleteEmptyAsides(home);
            return false;
        }

        replacement.Finish(takeBack: false);
        return true;
    }

    private static async Task<(string? Aside, string? Tables)> ReplaceAsync(HomeFolder home, ReplacementIntent intent, IExternalJournal? external, CancellationToken cancellationToken)
    {
        HomeReplacement replacement = HomeReplacement.Begin(home, intent);
        FaultPoint.Pass("restore-intent");
        string? tables = null;
        if (external is not null)
        {
            try
            {
                tables = await external.ReplaceAsync(Path.Combine(HomeReplacement.PreparedFolder(home), "data", "journal.db"), intent.RestoreId, cancellationToken);
            }
            catch (StorageException e) when (e.Reason is not StorageReason.Io)
            {
                // Surely not committed. After a lost connection nobody knows: the next start asks the database.
                HomeReplacement.Discard(home);
                throw;
            }

            FaultPoint.Pass("restore-external");
            replacement = replacement.ExternalIsReplaced();
        }

        replacement.Finish(takeBack: external is null);
        return (intent.Aside is null ? null : Path.GetFullPath(Path.Combine(home.Root, intent.Aside)), tables);
    }

    // The connection string may be a secret of the backup, or of the home.
    private static HomeFolder Staged(HomeFolder home)
    {
        string secrets = HomeReplacement.PreparedSecrets(home);
        return HomeFolder.Resolve(HomeReplacement.PreparedFolder(home)).WithSecrets(Directory.Exists(secrets) ? secrets : home.SecretsFolder);
    }

    private static BackupManifest Unpack(RestoreRequest request, CancellationToken cancellationToken)
    {
        HomeFolder home = request.Home;
        string prepared = HomeReplacement.PreparedFolder(home);
        string secrets = HomeReplacement.PreparedSecrets(home);
        Meter? meter = null;
        return BackupArchive.Read(
            request.Archive,
            manifest =>
            {
                BackupVerification.CheckVersion(request.Archive, manifest, request.Program);
                FreeSpace.Require(home.Root, manifest.TotalBytes + manifest.TotalBytes / 10, "what this backup unpacks into");
                PrivateFolder.Create(prepared);
                meter = new(request.Progress, "unpacking", manifest.TotalBytes);
            },
            file =>
            {
                string target = file.Path.StartsWith(BackupArchive.SecretsPrefix, StringComparison.Ordinal)
                    ? Path.Combine(secrets, file.Path[BackupArchive.SecretsPrefix.Length..])
                    : Path.Combine(prepared, file.Path[BackupArchive.HomePrefix.Length..]);
                PrivateFolder.Create(Path.GetDirectoryName(target)!);
                return target;
            },
            bytes =>
            {
                meter!.Add(bytes);
                FaultPoint.Pass("restore-unpacking");
            },
            cancellationToken);
    }

    // Opening a database is what migrates it: a journal that this program cannot use stops here, not after the old one is gone.
    private static async Task ProveAsync(HomeFolder home, string prepared, BackupManifest manifest, CancellationToken cancellationToken)
    {
        foreach (BackupFile file in manifest.Files.Where(static file => file.Database is not null && file.Path.StartsWith(BackupArchive.HomePrefix, StringComparison.Ordinal)))
        {
            string path = Path.Combine(prepared, file.Path[BackupArchive.HomePrefix.Length..]);
            BackupVerification.CheckSchema(file, SqliteCopy.Inspect(path, thorough: true, $"{file.Path} in the backup"));
        }

        HomeFolder staged = HomeFolder.Resolve(prepared);
        cancellationToken.ThrowIfCancellationRequested();
        if (File.Exists(staged.JournalFile))
        {
            await using (SqliteJournal.Open(new(staged.JournalFile)))
            {
            }

            RaiseEpochs(staged.JournalFile, home.JournalFile);

            // It was about the file as it was before its epochs changed.
            File.Delete(HighWaterMark.PathOf(staged.JournalFile));
        }

        if (File.Exists(staged.MemoryFile))
        {
            await MemoryDatabase.Open(staged.MemoryFile, TimeProvider.System).DisposeAsync();
        }
    }

    // The old owners' epochs count too: an id may have been recovered more often since the backup than the step is large only in theory,
    // but an id that the backup does not have would otherwise begin again at 1.
    private static void RaiseEpochs(string restored, string present)
    {
        using SqliteConnection connection = SqliteFile.Open(JournalSchema.File(new(restored)));
        SQLitePCL.sqlite3 database = connection.Handle!;
        SqliteFile.Execute(database, "BEGIN IMMEDIATE", restored);
        if (ReadEpochs(present) is { } epochs)
        {
            using SqliteStatement merge = new(database, "INSERT INTO epochs (persistence_id, epoch) VALUES (?1, ?2) ON CONFLICT (persistence_id) DO UPDATE SET epoch = max(epoch, excluded.epoch)", restored);
            foreach ((string id, long epoch) in epochs)
            {
                merge.BindText(1, id).Bind(2, epoch).Run();
            }
        }

        SqliteFile.Execute(database, string.Create(CultureInfo.InvariantCulture, $"UPDATE epochs SET epoch = epoch + {EpochStep}"), restored);
        SqliteFile.Execute(database, "COMMIT", restored);
    }

    private static List<(string Id, long Epoch)>? ReadEpochs(string journal)
    {
        if (!File.Exists(journal))
        {
            return null;
        }

        List<(string Id, long Epoch)> epochs = [];
        try
        {
            using SqliteConnection connection = SqliteFile.Open(new(journal) { ReadOnly = true });
            using SqliteStatement read = new(connection.Handle!, "SELECT persistence_id, epoch FROM epochs", journal);
            while (read.Step())
            {
                epochs.Add((read.Text(0), read.Int64(1)));
            }
        }
        catch (StorageException)
        {
            // A damaged journal is why people restore; the step fences its owners all the same.
            return epochs;
        }

        return epochs;
    }

    private static ImmutableArray<string> FillIn(HomeFolder home, string prepared) =>
    [
        .. Directory.EnumerateFiles(prepared, "*.conf")
            .SelectMany(file => ConfigurationSecrets.FillIn(file, Path.Combine(home.Root, Path.GetFileName(file)))),
    ];

    private static ReplacementIntent Plan(RestoreRequest request, string prepared, BackupManifest manifest, bool external)
    {
        HomeFolder home = request.Home;
        ImmutableArray<string> present = [.. Directory.EnumerateFileSystemEntries(home.Root).Where(static path => HomeContents.IsUsers(Path.GetFileName(path)))];
        ImmutableArray<string> old = [.. present.Where(HomeContents.HasFiles).Select(static path => Path.GetFileName(path)!)];

        bool replacesSecrets = manifest.Secrets && !HomeContents.ListSecrets(home).IsEmpty;

        // Empty folders, such as those of a new home, are nobody's.
        foreach (string empty in present.Where(static path => !HomeContents.HasFiles(path)))
        {
            Directory.Delete(empty, recursive: true);
        }

        return new(
            Guid.NewGuid().ToString("N"),
            external,
            old.IsEmpty && !replacesSecrets ? null : FindAside(request, prepared),
            old,
            [.. Directory.EnumerateFileSystemEntries(prepared).Select(static path => Path.GetFileName(path)!)],
            manifest.Secrets);
    }

    /// <summary>Beside the home; inside it where that cannot be, as for a home that is a volume of its own.</summary>
    private static string FindAside(RestoreRequest request, string prepared)
    {
        HomeFolder home = request.Home;
        string time = TimeZoneInfo.ConvertTime(request.Time.GetUtcNow(), request.Time.LocalTimeZone).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (int i = 1; ; i++)
        {
            string suffix = i == 1 ? time : string.Create(CultureInfo.InvariantCulture, $"{time}-{i}");
            string beside = $"{home.Root}.before-restore-{suffix}";
            string inside = Path.Combine(home.Root, HomeContents.AsidePrefix + suffix);
            if (!Path.Exists(beside) && !Path.Exists(inside))
            {
                return Path.GetRelativePath(home.Root, CanMove(prepared, beside) ? beside : inside);
            }
        }
    }

    private static bool CanMove(string prepared, string target)
    {
        string probe = Path.Combine(Path.GetDirectoryName(prepared)!, "probe");
        try
        {
            PrivateFolder.Create(probe);
            PrivateFolder.Create(target);
            bool moved = OperatingSystem.IsWindows() || NativeFile.Rename(probe, Path.Combine(target, "probe")) == 0;
            PrivateFolder.Delete(target);
            return moved;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            PrivateFolder.Delete(probe);
        }
    }

    // What a probe that was killed left.
    private static void DeleteEmptyAsides(HomeFolder home)
    {
        if (Path.GetDirectoryName(home.Root) is not { } parent)
        {
            return;
        }

        foreach (string folder in Directory.EnumerateDirectories(parent, Path.GetFileName(home.Root) + ".before-restore-*"))
        {
            string probe = Path.Combine(folder, "probe");
            if (Directory.Exists(probe) && !Directory.EnumerateFileSystemEntries(probe).Any())
            {
                Directory.Delete(probe);
            }

            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static void Sync(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            stream.Flush(flushToDisk: true);
        }

        foreach (string inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            FolderSync.Sync(inner);
        }

        FolderSync.Sync(folder);
    }
}
