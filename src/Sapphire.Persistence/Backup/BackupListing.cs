namespace Sapphire.Persistence.Backup;

/// <summary>An archive in a folder of backups.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Manifest">What it says it holds; null where that cannot be read.</param>
/// <param name="Problem">Why it cannot be used; null for a whole one.</param>
public sealed record BackupListing(string Path, long Size, BackupManifest? Manifest, string? Problem);
