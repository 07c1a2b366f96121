using System.Collections.Immutable;

namespace Sapphire.Persistence.Backup;

/// <summary>A backup that was made.</summary>
/// <param name="Path">The archive.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="Skipped">Entries of the home that are no plain files and were left out.</param>
/// <param name="Removed">Older backups that were deleted.</param>
public sealed record BackupResult(string Path, long Size, BackupManifest Manifest, ImmutableArray<string> Skipped, ImmutableArray<string> Removed);
