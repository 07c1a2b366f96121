namespace Sapphire.Persistence.Backup;

/// <summary>An archive in a folder of backups, by what it says of itself alone.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Manifest">What it says it holds; null where that cannot be read.</param>
/// <param name="Problem">Why that cannot be read; null where it can. It says nothing of the rest of the archive.</param>
public sealed record BackupSummary(string Name, long Size, BackupManifest? Manifest, string? Problem);
