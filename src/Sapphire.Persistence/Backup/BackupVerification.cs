using System.Globalization;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Memory;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>Says whether a backup is whole and can be restored by this program.</summary>
public static class BackupVerification
{
    /// <summary>Checks everything but what needs a home: structure, hashes, the databases' integrity, versions.</summary>
    /// <param name="archive">The backup.</param>
    /// <param name="program">The version of this program.</param>
    /// <param name="progress">Told how far it is, from the calling thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">Corrupt: says what is wrong. NewerVersion: a newer program made it. Full: no room to unpack its databases.</exception>
    public static BackupManifest Verify(string archive, string program, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using WorkFolder work = MakeFolder(archive);
        Meter? meter = null;
        Dictionary<string, string> placed = new(StringComparer.Ordinal);
        BackupManifest manifest = BackupArchive.Read(
            archive,
            read =>
            {
                CheckVersion(archive, read, program);
                FreeSpace.Require(work.ContentFolder, read.Files.Where(static file => file.Database is not null).Sum(static file => file.Size), "checking the databases of this backup");
                meter = new(progress, "checking", read.TotalBytes);
            },
            file => file.Database is null ? null : placed[file.Path] = work.Place(placed.Count.ToString(CultureInfo.InvariantCulture)),
            bytes => meter!.Add(bytes),
            cancellationToken);
        foreach (BackupFile file in manifest.Files.Where(static file => file.Database is not null))
        {
            CheckSchema(file, SqliteCopy.Inspect(placed[file.Path], thorough: true, $"{file.Path} in {archive}"));
        }

        return manifest;
    }

    /// <summary>Refuses a backup of a newer program.</summary>
    internal static void CheckVersion(string archive, BackupManifest manifest, string program)
    {
        if (Parse(manifest.Program) > Parse(program))
        {
            throw new StorageException(StorageReason.NewerVersion, $"{archive} was made by Sapphire {manifest.Program}; this is {program}, which may not understand it. Install {manifest.Program} or newer and restore it there.");
        }
    }

    /// <summary>Refuses a database that is not what the manifest says, or is of a newer schema.</summary>
    internal static void CheckSchema(BackupFile file, BackupDatabase found)
    {
        if (found != file.Database)
        {
            throw new StorageException(StorageReason.Corrupt, $"{file.Path} in the backup has application {found.Application:x8} and schema {found.Schema}; its manifest says {file.Database!.Application:x8} and {file.Database.Schema}. Use another backup.");
        }

        int known = found.Application switch
        {
            JournalSchema.ApplicationId => JournalSchema.Migrations.Length,
            MemoryDatabase.ApplicationId => MemoryDatabase.SchemaVersion,
            _ => int.MaxValue,
        };
        if (file.Path == BackupArchive.JournalName && found.Application != JournalSchema.ApplicationId)
        {
            throw new StorageException(StorageReason.Corrupt, $"{file.Path} in the backup is no journal. Use another backup.");
        }

        if (found.Schema > known)
        {
            throw new StorageException(StorageReason.NewerVersion, $"{file.Path} in the backup has schema version {found.Schema}, written by a newer Sapphire; this one knows up to {known}. Install the newer program and restore it there.");
        }
    }

    // "1.2.3-beta" counts as 1.2.3.
    private static Version Parse(string version) => Version.TryParse(version.Split('-', '+')[0], out Version? parsed) ? parsed : new Version(0, 0);

    // Beside the archive there is more room than in a temporary folder, which may be in memory; but its disk may be read-only.
    private static WorkFolder MakeFolder(string archive)
    {
        try
        {
            if (File.Exists(archive))
            {
                return new BackupFolder(Path.GetDirectoryName(Path.GetFullPath(archive))!).BeginWork();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return WorkFolder.Create(Directory.CreateTempSubdirectory("sapphire-").FullName);
        }

        return WorkFolder.Create(Directory.CreateTempSubdirectory("sapphire-").FullName);
    }
}
