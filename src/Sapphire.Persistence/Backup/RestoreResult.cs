using System.Collections.Immutable;

namespace Sapphire.Persistence.Backup;

/// <summary>A backup that was restored.</summary>
/// <param name="Manifest">What it held.</param>
/// <param name="Aside">Where the old home is kept; null where there was none.</param>
/// <param name="OldJournal">Where the old tables of a journal outside the home are kept; null where there were none.</param>
/// <param name="MissingSettings">Keys of <c>sapphire.conf</c> whose secret values are not in the backup, nor were in the home.</param>
public sealed record RestoreResult(BackupManifest Manifest, string? Aside, string? OldJournal, ImmutableArray<string> MissingSettings);
