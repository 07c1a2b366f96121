using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Backup;

/// <summary>What to restore, and into which home.</summary>
/// <param name="Archive">The backup.</param>
/// <param name="Home">The home. The caller holds its lock; it may be new.</param>
/// <param name="Program">The version of this program.</param>
public sealed record RestoreRequest(string Archive, HomeFolder Home, string Program)
{
    /// <summary>Looks at the unpacked home before anything is replaced, and throws when it cannot be used; gives the journal that is outside the home, where there is one.</summary>
    public Func<HomeFolder, BackupManifest, CancellationToken, Task<IExternalJournal?>>? Prove { get; init; }

    /// <summary>Told how far it is, from the calling thread.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
