using System.Collections.Immutable;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>
/// Makes a backup. Everything is first copied into a working folder beside the archive, where it no longer changes, then packed,
/// synced and renamed: a name that ends in <c>.tar.gz</c> is whole. What a killed backup leaves is one working folder, which the
/// next backup into the same place deletes.
/// </summary>
public static class BackupWriter
{
    /// <summary>Backs a home up, beside a running server or without one.</summary>
    /// <exception cref="StorageException">Full: too little space. Busy: another backup or a restore is at work. Corrupt: a database of the home is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static async Task<BackupResult> WriteAsync(BackupRequest request, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(Path.Combine(request.Home.Root, "data")))
        {
            throw new IOException($"No Sapphire has run in {request.Home.Root} yet, so there is nothing to back up. Name another home with --home DIR.");
        }

        using FileLock owned = FileLock.OfHome(request.Home);
        BackupFolder folder = new(request.Folder);
        folder.Create();
        string target = folder.NewFile(request.FileName, request.Time);
        using WorkFolder work = folder.BeginWork();
        List<string> skipped = [];
        DateTimeOffset begun = request.Time.GetUtcNow();
        BackupManifest manifest = await CopyAsync(request, work, skipped, begun, cancellationToken);
        FaultPoint.Pass("backup-copied");
        string archive = Pack(request, manifest, work, cancellationToken);
        FaultPoint.Pass("backup-packed");

        // Not over another file, were it made just now.
        File.Move(archive, target, overwrite: false);
        FolderSync.Sync(request.Folder);
        FaultPoint.Pass("backup-renamed");
        ImmutableArray<string> removed = request.Keep is { } keep ? folder.Keep(keep, target) : [];
        return new(target, new FileInfo(target).Length, manifest, [.. skipped], removed);
    }

    private static async Task<BackupManifest> CopyAsync(BackupRequest request, WorkFolder work, List<string> skipped, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        ImmutableArray<HomeFile> sources = HomeContents.List(request.Home, skipped);
        if (request.Journal is not null)
        {
            // A file of before the journal moved away.
            sources = sources.RemoveAll(static file => file.Name == BackupArchive.JournalName);
        }

        if (!request.IncludeSecrets)
        {
            sources = sources.RemoveAll(file => request.SecretFiles.Contains(Path.GetFullPath(file.Path)));
        }
        else
        {
            sources = sources.AddRange(HomeContents.ListSecrets(request.Home));
        }

        long journal = request.Journal is { } external ? await external.MeasureAsync(cancellationToken) : 0;
        long total = sources.Sum(Size) + journal;

        // The copies and, at worst, an archive of the same size.
        FreeSpace.Require(request.Folder, 2 * total, "this backup");
        Meter meter = new(request.Progress, "copying", total);
        ImmutableArray<BackupFile>.Builder files = ImmutableArray.CreateBuilder<BackupFile>();
        if (request.Journal is { } store)
        {
            string copy = work.Place(BackupArchive.JournalName);
            await store.DumpAsync(copy, cancellationToken);
            meter.Add(journal);
            files.Add(await DescribeAsync(BackupArchive.JournalName, copy, SqliteCopy.Inspect(copy, thorough: false, "of the journal's copy"), cancellationToken));
        }

        // The databases first, and the journal before all: what is in the archive is at most as old as the call.
        foreach (HomeFile source in sources.OrderBy(static file => file.Name != BackupArchive.JournalName))
        {
            if (await CopyAsync(request, source, work.Place(source.Name), meter, cancellationToken) is { } file)
            {
                files.Add(file);
                FaultPoint.Pass("backup-copying");
            }
            else
            {
                skipped.Add(source.Path);
            }
        }

        return new(BackupArchive.Format, request.Program, begun, request.Journal?.Kind ?? "sqlite", request.IncludeSecrets, files.DrainToImmutable());
    }

    private static async Task<BackupFile?> CopyAsync(BackupRequest request, HomeFile source, string copy, Meter meter, CancellationToken cancellationToken)
    {
        if (SqliteCopy.IsDatabase(source.Path))
        {
            BackupDatabase database = await SqliteCopy.CopyAsync(source.Path, copy, meter.Add, request.Time, cancellationToken);
            return await DescribeAsync(source.Name, copy, database, cancellationToken);
        }

        if (await StableCopy.CopyAsync(source.Path, copy, request.Time, cancellationToken) is not { } copied)
        {
            return null;
        }

        meter.Add(copied.Size);
        if (!request.IncludeSecrets && ConfigurationSecrets.IsConfiguration(source.Name) && ConfigurationSecrets.LeaveOut(copy))
        {
            return await DescribeAsync(source.Name, copy, null, cancellationToken);
        }

        return new(source.Name, copied.Size, copied.Sha256);
    }

    private static async Task<BackupFile> DescribeAsync(string name, string copy, BackupDatabase? database, CancellationToken cancellationToken)
    {
        await using FileStream content = new(copy, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024);
        byte[] hash = await System.Security.Cryptography.SHA256.HashDataAsync(content, cancellationToken);
        return new(name, content.Length, Convert.ToHexStringLower(hash)) { Database = database };
    }

    private static string Pack(BackupRequest request, BackupManifest manifest, WorkFolder work, CancellationToken cancellationToken)
    {
        Meter meter = new(request.Progress, "packing", manifest.TotalBytes);
        string archive = work.ArchiveFile;
        using FileStream output = PrivateFolder.CreateFile(archive);
        using (BufferedStream buffered = new(output, 128 * 1024))
        {
            BackupArchive.Write(buffered, manifest, work.ContentFolder, bytes => { meter.Add(bytes); FaultPoint.Pass("backup-packing"); }, cancellationToken);
            buffered.Flush();
            output.Flush(flushToDisk: true);
        }

        return archive;
    }

    private static long Size(HomeFile file)
    {
        FileInfo wal = new(file.Path + "-wal");
        FileInfo info = new(file.Path);
        return (info.Exists ? info.Length : 0) + (wal.Exists ? wal.Length : 0);
    }
}
