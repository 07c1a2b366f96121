using System.Collections.Immutable;
using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Backup;

/// <summary>What to back up, and where to.</summary>
/// <param name="Home">The home; a server may be running on it.</param>
/// <param name="Folder">The folder of the archive; made when missing.</param>
/// <param name="Program">The version of this program.</param>
public sealed record BackupRequest(HomeFolder Home, string Folder, string Program)
{
    /// <summary>The archive's name; null for one made of the time.</summary>
    public string? FileName { get; init; }

    /// <summary>Puts password, keys, certificates and connection strings into it.</summary>
    public bool IncludeSecrets { get; init; }

    /// <summary>Files of the home that are secrets too, wherever they lie in it.</summary>
    public ImmutableHashSet<string> SecretFiles { get; init; } = [];

    /// <summary>How many backups with names made of their time stay in the folder, this one included; null for all.</summary>
    public int? Keep { get; init; }

    /// <summary>A journal that is not in the home; null for the home's own file.</summary>
    public IExternalJournal? Journal { get; init; }

    /// <summary>Told how far it is, from the calling thread.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
